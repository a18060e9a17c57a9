import type { DialogLine } from '../../src/extension/dialogs/dialogCalls.ts';
import type { FileCalls, Folder } from '../../src/extension/eventFiles/fileCalls.ts';

export type FileAnswers = {
  readonly folders?: readonly Folder[];
  readonly isTrusted?: boolean;
  /** The file that is chosen, to write or to read; undefined closes the box. */
  readonly path?: string;
  /** Begin of the line that is picked; undefined closes the list. */
  readonly line?: string;
  readonly confirms?: boolean;
  /** Called with every word of progress, and a way to press Cancel. */
  readonly onProgress?: (words: string, cancel: () => void) => void;
};

/** A person in front of the editor who answers at once. What they were shown is noted. */
export function scriptedFileCalls(answers: FileAnswers) {
  const { folders = [], isTrusted = true, path, line, confirms = false, onProgress = () => {} } = answers;
  const [said, offered, suggested]: [string[], string[], string[]] = [[], [], []];
  const lists: (readonly DialogLine[])[] = [];
  const calls: FileCalls = {
    folders: () => folders,
    isTrusted: () => isTrusted,
    async askWhereTo({ folder, name }) {
      suggested.push(`${folder}/${name}`);
      return path;
    },
    async askWhich(folder) {
      suggested.push(`${folder}`);
      return path;
    },
    async pick(lines) {
      lists.push(lines);
      return line === undefined ? undefined : lines.find(({ label }) => label.startsWith(line));
    },
    async confirm(...words) {
      said.push(...words);
      return confirms;
    },
    offerToOpen: (sentence, file) => void offered.push(sentence, file),
    async withProgress(title, work) {
      const ender = new AbortController();
      said.push(title);
      return work({ report: (words) => onProgress(words, () => ender.abort()) }, ender.signal);
    },
  };
  return { calls, said, offered, suggested, lists };
}
