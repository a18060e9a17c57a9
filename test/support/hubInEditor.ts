import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { HealthAnswer, HubState } from '../../src/shared/api.ts';
import type { Editor } from './editor.ts';
import type { EditorHost } from './editorHost.ts';
import { until } from './until.ts';

const STATUS_ID = 'dev-sync.dev-sync.devSync.status';
/** The hub forks, binds and is attached within about a second; a busy machine takes longer. */
const STATUS_TIMEOUT_MS = 30_000;

/** Waits until the status bar item says this, in its text or in the words for screen readers. */
export function untilStatus(editor: Editor, words: string): Promise<string> {
  return until(
    async () => {
      const item = await editor.statusBarItem(STATUS_ID);
      const all = `${item?.text} ${item?.label}`;
      return all.includes(words) ? all : undefined;
    },
    `"${words}" in the status bar`,
    STATUS_TIMEOUT_MS,
  );
}

export async function healthOf(url: string): Promise<HealthAnswer> {
  return (await (await fetch(`${url}/dev/health`)).json()) as HealthAnswer;
}

/** What a program of this user sends that has read the token of the hub at that address. */
export async function tokenHeader({ stateHome }: EditorHost, url: string): Promise<{ readonly Authorization: string }> {
  const state = await readFile(join(stateHome, `dev-sync/hubs/${new URL(url).port}.json`), 'utf8');
  return { Authorization: `Bearer ${(JSON.parse(state) as HubState).token}` };
}

export async function postEvent(url: string, type: string, data: object = {}): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/dev/webhook`, { method: 'POST', headers, body: JSON.stringify({ event_type: type, data }) });
  if (!response.ok) throw new Error(`The hub answered ${response.status}`);
}

type Stranger = AsyncDisposable & { readonly port: number; leave(): Promise<void> };

/** Another program on a port, as far as the hub can tell. */
export async function holdPort(port: number): Promise<Stranger> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const leave = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    leave,
    [Symbol.asyncDispose]: leave,
  };
}
