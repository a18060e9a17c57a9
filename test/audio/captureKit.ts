import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isNaudiodonBuilt } from '../../scripts/systemPackages.ts';
import type { CaptureMessage, CaptureOrder } from '../../src/server/audio/captureMessages.ts';
import type { BlockLevel } from '../../src/server/audio/level.ts';
import type { AudioBackend } from '../../src/shared/listening.ts';
import { until, within } from '../support/until.ts';

type Said<K extends CaptureMessage['kind']> = Extract<CaptureMessage, { kind: K }>;

/** A capture process and all that it said. Its end is forced with the test's. */
export type Capture = AsyncDisposable & {
  readonly child: ChildProcess;
  readonly messages: readonly CaptureMessage[];
  /** Waits for a message of this kind; fails when the process says its last word first. */
  said<K extends CaptureMessage['kind']>(kind: K): Promise<Said<K>>;
  /** Waits for so many blocks after the first `skip` ones. */
  blocks(count: number, skip?: number): Promise<readonly BlockLevel[]>;
  stop(): void;
  /** Settles with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
};

export type CaptureOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Another place of the bundle. */
  readonly bundle?: string;
};

export const captureBundle = fileURLToPath(import.meta.resolve('#capture'));

/** An order to open, on `auto` and the default device unless said otherwise. */
export function toOpen(changes: Partial<Extract<CaptureOrder, { kind: 'open' }>> = {}): CaptureOrder {
  return { kind: 'open', backend: 'auto', device: null, avoid: [], ...changes };
}

/** An order to list, on `auto` unless said otherwise. */
export function toList(changes: Partial<Extract<CaptureOrder, { kind: 'list' }>> = {}): CaptureOrder {
  return { kind: 'list', backend: 'auto', device: null, avoid: [], ...changes };
}

export function startCapture(order: CaptureOrder, { env = {}, bundle = captureBundle }: CaptureOptions = {}): Capture {
  const child = fork(bundle, [], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    env: { PATH: process.env.PATH, ...env },
    // As the hub does it: a group of its own, which ends as a whole.
    detached: true,
  });
  const messages: CaptureMessage[] = [];
  child.on('message', (message: CaptureMessage) => void messages.push(message));
  const ended = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals => code ?? signal);
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  child.send(order);

  const all = <K extends CaptureMessage['kind']>(kind: K) => messages.filter((message): message is Said<K> => message.kind === kind);
  const said = async <K extends CaptureMessage['kind']>(kind: K) => {
    const find = () => all(kind)[0] ?? (hasEnded ? 'nothing' : undefined);
    const message = await until(find, `"${kind}" from the capture process`);
    if (message === 'nothing') throw new Error(`It ended without "${kind}": ${JSON.stringify(messages.at(-1))}`);
    return message;
  };
  return {
    child,
    messages,
    get ended() {
      return within(ended, 'the end of the capture process', 20_000);
    },
    said,
    async blocks(count, skip = 0) {
      await said('opened');
      await until(() => all('block').length >= skip + count || hasEnded, `${skip + count} blocks`);
      return all('block').slice(skip, skip + count);
    },
    stop: () => void child.send({ kind: 'stop' } satisfies CaptureOrder),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Whether a back end can be tested here; in CI all of them must be. */
export function isUsable(backend: AudioBackend): boolean {
  if (backend === 'naudiodon') return isNaudiodonBuilt();
  return backend !== 'pvrecorder' || process.arch === 'x64';
}

/** Plain RMS of all blocks together, dBFS. */
export function rmsDb(blocks: readonly BlockLevel[]): number {
  const sum = (key: 'sumSquares' | 'samples') => blocks.reduce((total, block) => total + block[key], 0);
  return 10 * Math.log10(sum('sumSquares') / sum('samples'));
}
