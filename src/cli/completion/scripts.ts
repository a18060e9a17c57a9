/** What `dev-sync completion` can speak to. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/**
 * Scripts that ask `dev-sync __complete`, so that they stay true when commands change. It answers a line that says what is wanted (`words`,
 * `files`, `folders`), then a line for each candidate: the word, a tab, what it is.
 */
export const completionScripts: Readonly<Record<Shell, string>> = {
  // Bash ends words at colons and equals signs, which we do not; only what stands behind the last one of them is replaced.
  bash: `# dev-sync in bash. In ~/.bashrc: eval "$(dev-sync completion bash)"
_dev_sync() {
  local line="\${COMP_LINE:0:COMP_POINT}" last="\${COMP_WORDS[COMP_CWORD]}" words=() kind='' text detail
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local current="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r text detail; do
    if [[ -z $kind ]]; then kind=$text; else COMPREPLY+=("$text"); fi
  done < <(dev-sync __complete -- "\${words[@]:1}" 2>/dev/null)
  [[ $kind == words ]] && compopt +o default 2>/dev/null
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace 2>/dev/null
  [[ $last == [:=] ]] && last=''
  [[ -n $current ]] && COMPREPLY=("\${COMPREPLY[@]#"\${current%"$last"}"}")
}
complete -o default -F _dev_sync dev-sync
`,
  zsh: `# dev-sync in zsh. In ~/.zshrc, behind compinit: eval "$(dev-sync completion zsh)"
_dev_sync() {
  local -a lines texts shown
  lines=("\${(@f)$(dev-sync __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  local kind=$lines[1]
  shift lines
  case $kind in
    files) _files ;;
    folders) _files -/ ;;
    *)
      texts=("\${(@)lines%%$'\\t'*}")
      shown=("\${(@)lines/$'\\t'/  -- }")
      compadd -l -d shown -a texts
      ;;
  esac
}
compdef _dev_sync dev-sync
`,
  fish: `# dev-sync in fish: dev-sync completion fish > ~/.config/fish/completions/dev-sync.fish
function __dev_sync_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc)
    set -l lines (dev-sync __complete -- $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case words
            printf '%s\\n' $lines[2..-1]
    end
end
complete -c dev-sync -f -a '(__dev_sync_complete)'
`,
  // Older ones do not pass on an empty word, so it is said by a flag.
  powershell: `# dev-sync in PowerShell. In $PROFILE: dev-sync completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName dev-sync -ScriptBlock {
    param($current, $line, $position)
    $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    $blank = if ($current -eq '') { @('--blank') } else { @() }
    $kind, $candidates = @(dev-sync __complete @blank '--' @words 2>$null)
    if ($kind -ne 'words') { return }
    foreach ($candidate in $candidates) {
        $text, $detail = $candidate -split "\`t", 2
        $tip = if ($detail) { $detail } else { $text }
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $tip)
    }
}
`,
};
