import { chmod, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { findOnPath, python } from '../../scripts/systemPackages.ts';
import { cliPath, type Finished, runProgram } from './cli.ts';
import { tempWorkspace } from './tempWorkspace.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

/** How each shell begins without anybody's own settings, and what loads the completion. */
const shells: Readonly<Record<Shell, { readonly flags: readonly string[]; readonly load: string }>> = {
  bash: { flags: ['--norc', '--noprofile', '-i'], load: 'eval "$(dev-sync completion bash)"' },
  zsh: { flags: ['-f', '-i'], load: 'autoload -Uz compinit; compinit -u -D; eval "$(dev-sync completion zsh)"' },
  fish: { flags: ['--no-config', '-i', '-C', "function fish_prompt; echo -n '> '; end"], load: 'dev-sync completion fish | source' },
};

/** Windows has no terminals of this kind. */
export const isInstalled = (shell: Shell): boolean => process.platform !== 'win32' && findOnPath(shell) !== undefined;

/** A key or more, and what the terminal shows then. */
export type Step = readonly [keys: string, shown: string];

/** Python has what a terminal needs. It ends when it has seen the last thing, or when nothing of the kind comes. */
const typist = `
import fcntl, json, os, pty, select, struct, sys, termios, time
command, steps = json.loads(sys.argv[1]), json.loads(sys.argv[2])
pid, screen = pty.fork()
if pid == 0: os.execvp(command[0], command)
# So wide that no line is broken.
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 400, 0, 0))
def wait_for(text):
    seen, end = b'', time.monotonic() + 10
    while text.encode() not in seen and time.monotonic() < end:
        if select.select([screen], [], [], 0.1)[0]:
            seen += os.read(screen, 65536)
    sys.stdout.write(seen.decode())
    if text.encode() not in seen: sys.exit('\\nThis did not show up: ' + text)
wait_for('> ')
for keys, shown in steps:
    os.write(screen, keys.encode())
    wait_for(shown)
`;

/** Types in a real shell that has the completion of `dev-sync`, step by step. It fails with what the terminal showed. */
export async function typeIn(shell: Shell, steps: readonly Step[], env: Readonly<Record<string, string>>): Promise<Finished> {
  await using folder = await tempWorkspace();
  await writeFile(`${folder.path}/dev-sync`, `#!/bin/sh\nexec '${process.execPath}' '${cliPath()}' "$@"\n`);
  await chmod(`${folder.path}/dev-sync`, 0o755);
  const { flags, load } = shells[shell];
  const all = [[`${load}; echo lo''aded\n`, 'loaded'], ...steps];
  const PATH = `${folder.path}${delimiter}${process.env.PATH}`;
  const parameters = ['-c', typist, JSON.stringify([shell, ...flags]), JSON.stringify(all)];
  return await runProgram(python, parameters, { env: { ...env, PATH, PS1: '> ' }, cwd: folder.path });
}
