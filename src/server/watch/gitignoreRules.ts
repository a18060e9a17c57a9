import ignore, { type Ignore } from 'ignore';

/** What the .gitignore files of one folder say. Paths are relative to the folder, with forward slashes. */
export type GitignoreRules = {
  /** git knows patterns for folders only (`build/`), so the kind of the path matters. */
  ignores(path: string, isFolder: boolean): boolean;
};

/** Content of the .gitignore file in a folder (`''` is the root), undefined when there is none. */
export type ReadGitignore = (folder: string) => string | undefined;

/**
 * Reads .gitignore files as they are needed, each once; make new rules when one has changed.
 *
 * git lets the deepest file decide, and a file cannot bring back what lies in an ignored folder. Both come for free when
 * the lines of nested files are rewritten as lines of one file at the root, the deepest last.
 */
export function createGitignoreRules(read: ReadGitignore, isCaseSensitive: boolean): GitignoreRules {
  const byFolder = new Map<string, Ignore>();

  const rulesOf = (folder: string): Ignore => {
    const known = byFolder.get(folder);
    if (known) return known;
    const above = folder === '' ? undefined : rulesOf(parentOf(folder));
    const text = read(folder);
    const rules = text === undefined && above ? above : ignore({ ignorecase: !isCaseSensitive });
    if (above && rules !== above) rules.add(above);
    if (text !== undefined) rules.add(rootedLines(text, folder));
    byFolder.set(folder, rules);
    return rules;
  };

  return { ignores: (path, isFolder) => rulesOf(parentOf(path)).test(isFolder ? `${path}/` : path).ignored };
}

/** The folder that a path lies in; `''` is the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The lines of a .gitignore file in `folder`, as they would stand in one at the root. */
export function rootedLines(text: string, folder: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return folder === '' ? lines : lines.map((line) => rootedLine(line, folder.replace(/[\\*?[\] ]/g, '\\$&'))).filter(Boolean);
}

function rootedLine(line: string, folder: string): string {
  const trimmed = line.replace(/(?<!\\)\s+$/, '');
  if (trimmed === '' || trimmed.startsWith('#')) return '';
  const sign = trimmed.startsWith('!') ? '!' : '';
  const pattern = trimmed.slice(sign.length);
  // A slash that is not the last character ties the pattern to the folder of its file.
  const isTied = pattern.slice(0, -1).includes('/');
  return `${sign}/${folder}/${isTied ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}
