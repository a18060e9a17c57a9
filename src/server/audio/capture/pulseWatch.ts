import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Disposable } from '../../../shared/lifecycle.ts';
import type { SoundSource } from './backend.ts';
import { findProgram } from './program.ts';
import { findRecordedSource, type PulseSource } from './pulseSources.ts';

/** News come in bursts, and each look costs two processes. */
const SETTLE_MS = 150;
/** What is told of a source, of a recording from one, or of the default. */
const ofInterest = / on (source|source-output|server) /;

/**
 * Watches which device a recording is taken from. When a microphone is unplugged, or the default changes, PulseAudio moves the
 * recordings to another one, and who records hears nothing of it.
 *
 * @param onMove gets the name of the other device
 * @returns undefined where nothing can be watched. A watch that breaks off just tells no more.
 */
export function watchPulse({ pid, device }: Pick<SoundSource, 'pid' | 'device'>, onMove: (device: string) => void): Disposable | undefined {
  const pactl = process.platform === 'linux' ? findProgram('pactl') : undefined;
  if (pactl === undefined || pid === undefined) return undefined;
  const closing = new AbortController();
  let known: PulseSource | undefined;
  const look = async () => {
    const source = await findRecordedSource(pactl, pid, closing.signal);
    if (!source || closing.signal.aborted) return;
    const isOther = known ? source.id !== known.id : source.name !== device;
    known = source;
    if (isOther) onMove(source.name);
  };
  const lookSoon = createDebounce(look, closing.signal);
  // By then the news below arrive; what happened before is seen as well.
  lookSoon();
  followNews(pactl, closing.signal, lookSoon);
  return { dispose: () => closing.abort() };
}

/** Runs `pactl subscribe` until the signal, or until the sound server ends. */
function followNews(pactl: string, signal: AbortSignal, onNews: () => void): void {
  const env = { ...process.env, LC_ALL: 'C' };
  try {
    const child = spawn(pactl, ['subscribe'], { stdio: ['ignore', 'pipe', 'ignore'], env, signal, killSignal: 'SIGKILL' });
    child.once('error', () => {});
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (ofInterest.test(line)) onNews();
    });
  } catch {
    // The system has no room for another process; the sound goes on.
  }
}

/** Collects calls for a while, then acts once; calls that come during the act are answered by another one. */
function createDebounce(act: () => Promise<void>, signal: AbortSignal): () => void {
  let isWaiting = false;
  let acting: Promise<void> = Promise.resolve();
  return () => {
    if (isWaiting || signal.aborted) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      // What cannot be asked now is asked with the next call.
      acting = acting.then(() => (signal.aborted ? undefined : act())).catch(() => {});
    }, SETTLE_MS).unref();
  };
}
