import { readFileSync } from 'node:fs';
import type { Editor, StatusBarItem } from './editor.ts';
import { childrenOf, commandLineOf } from './processes.ts';
import { until } from './until.ts';

export const MICROPHONE_ID = 'dev-sync.dev-sync.devSync.microphone';
/** Opening a device starts a process; a busy machine takes longer. */
const MICROPHONE_TIMEOUT_MS = 20_000;

/** Waits until the microphone item says this, in its text or in the words for screen readers. */
export function untilMicrophone(editor: Editor, words: string | RegExp): Promise<StatusBarItem> {
  return until(
    async () => {
      const item = await editor.statusBarItem(MICROPHONE_ID);
      const all = `${item?.text} ${item?.label}`;
      const says = typeof words === 'string' ? all.includes(words) : words.test(all);
      return item && says ? item : undefined;
    },
    `"${words}" in the microphone item`,
    MICROPHONE_TIMEOUT_MS,
  );
}

export function untilNoMicrophone(editor: Editor): Promise<boolean> {
  return until(async () => (await editor.statusBar(MICROPHONE_ID).count()) === 0, 'the end of the microphone item');
}

/** The decibels that the microphone item shows. */
export async function shownLevel(editor: Editor): Promise<number> {
  const { text = '' } = (await editor.statusBarItem(MICROPHONE_ID)) ?? {};
  const [, sign, size] = /([−+])(\d+) dB/.exec(text) ?? [];
  return size === undefined ? Number.NaN : Number(size) * (sign === '−' ? -1 : 1);
}

/** The addon and the sound library that the capture process of a hub has loaded: full paths. Linux only. */
export function capturingLibraries(hubPid: number): readonly string[] {
  const capture = childrenOf(hubPid).find((pid) => commandLineOf(pid).includes('capture.js'));
  if (capture === undefined) throw new Error('The hub has no capture process.');
  // "address permissions offset device inode   path"
  const paths = readFileSync(`/proc/${capture}/maps`, 'utf8')
    .split('\n')
    .map((line) => line.split(/\s+/).slice(5).join(' '));
  return [...new Set(paths.filter((path) => /\.node$|libportaudio/.test(path)))];
}
