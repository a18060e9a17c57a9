import picomatch from 'picomatch';
import { type GitignoreRules, parentOf } from './gitignoreRules.ts';

/** Globs of one request, relative to the folder. */
export type Patterns = { readonly include: readonly string[]; readonly exclude: readonly string[] };

/** Which paths of a folder matter. All are relative to it, with forward slashes. */
export type WatchRules = {
  /** Whether changes of this file are published. */
  reports(file: string): boolean;
  /** Whether nothing at the path or below it can be reported, so that it is not even looked at. `isFolder` false: a file, or not known. */
  skips(path: string, isFolder: boolean): boolean;
};

/** Never looked into, whatever the patterns say: thousands of folders that nobody edits by hand. */
const neverScanned: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Names under which editors keep swap files, backups, locks and half-written files for a moment. */
const editorTempNames = [
  /~$/, // backups of vim, emacs, nano
  /^\..*\.sw[a-px]$/, // vim swap files
  /^4913$/, // vim asks whether the folder is writable
  /^\.?#/, // emacs locks and auto-saves
  /___jb_(tmp|old|bak)___$/, // JetBrains safe write
  /\.subl[^.]*\.tmp$/, // Sublime Text atomic save
  /^\.goutputstream-/, // GNOME
  /\.kate-swp$/,
  /\.crswap$/, // Chrome file system access
];

export function createWatchRules(patterns: Patterns, gitignore: GitignoreRules, isCaseSensitive: boolean): WatchRules {
  const isIncluded = compile(patterns.include, isCaseSensitive);
  const isExcludedFile = compile(patterns.exclude, isCaseSensitive);
  const isExcludedFolder = compile(withCoveredFolders(patterns.exclude), isCaseSensitive);
  const verdicts = new Map<string, boolean>();

  const isOut = (path: string, isFolder: boolean): boolean =>
    neverScanned.has(nameOf(path)) || (isFolder ? isExcludedFolder : isExcludedFile)(path) || gitignore.ignores(path, isFolder);

  // Asked for every path and each of its parents, so the verdicts on folders are kept.
  const skipsFolder = (folder: string): boolean => {
    if (folder === '') return false;
    const known = verdicts.get(folder);
    if (known !== undefined) return known;
    const verdict = skipsFolder(parentOf(folder)) || isOut(folder, true);
    verdicts.set(folder, verdict);
    return verdict;
  };

  const reports = (file: string): boolean => isIncluded(file) && !isEditorTemp(file) && !skipsFolder(parentOf(file)) && !isOut(file, false);

  // Files that are merely not included are not skipped: chokidar lists a whole folder again for every file that
  // vanishes and that it did not know, and of a vanished path nobody can say whether it was a file.
  const skips = (path: string, isFolder: boolean): boolean => {
    if (path === '') return false;
    if (isFolder) return skipsFolder(path);
    return skipsFolder(parentOf(path)) || (!isGitignoreFile(path) && isOut(path, false) && isOut(path, true));
  };

  return { reports, skips };
}

/** The rules of several requests for one folder: what one of them wants is reported. */
export function anyOf(rules: readonly WatchRules[]): WatchRules {
  return {
    reports: (file) => rules.some((one) => one.reports(file)),
    skips: (path, isFolder) => rules.every((one) => one.skips(path, isFolder)),
  };
}

export function isGitignoreFile(path: string): boolean {
  return nameOf(path) === '.gitignore';
}

function isEditorTemp(file: string): boolean {
  const name = nameOf(file);
  return editorTempNames.some((pattern) => pattern.test(name));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `dist/**` leaves nothing of `dist`; picomatch by itself does not say so for `*` before the last part. */
function withCoveredFolders(globs: readonly string[]): string[] {
  return globs.flatMap((glob) => [glob, glob.replace(/(?:\/\*\*)+(?:\/\*)?$/, '')]);
}

function compile(globs: readonly string[], isCaseSensitive: boolean): (path: string) => boolean {
  const cleaned = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, '')).filter((glob) => glob !== '');
  // Without `nonegate` one exclude glob `!x` would exclude everything but x.
  return cleaned.length === 0 ? () => false : picomatch(cleaned, { dot: true, nonegate: true, nocase: !isCaseSensitive });
}
