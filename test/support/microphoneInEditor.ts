import type { Editor, StatusBarItem } from './editor.ts';
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
