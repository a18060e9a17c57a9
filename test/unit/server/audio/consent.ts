import assert from 'node:assert/strict';
import { mock, type TestContext } from 'node:test';
import type { Asker } from '../../../../src/server/audio/askers.ts';
import type { CaptureMessage, CaptureOrder } from '../../../../src/server/audio/captureMessages.ts';
import type { ForkCapture } from '../../../../src/server/audio/captureProcess.ts';
import { Listener } from '../../../../src/server/audio/listener.ts';
import { MicrophoneConsent } from '../../../../src/server/audio/microphoneConsent.ts';
import { Windows } from '../../../../src/server/stream/windows.ts';
import type { MicrophoneVerdict } from '../../../../src/shared/consent.ts';
import { Emitter } from '../../../../src/shared/emitter.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import type { EventDraft } from '../../../../src/shared/events.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import type { SlowResponse } from '../stream/slowResponse.ts';
import { messagesOf, settled, startStreams } from '../stream/streams.ts';

/** An asker. */
export const PAGE = 'http://localhost:3000';
const audio = { backend: 'auto', device: null, intervalMs: 100, scale: 'db', soundEvents: false } as const;
const block: CaptureMessage = { kind: 'block', at: 0, samples: 960, sumSquares: 9.6, peak: 0.1, clips: 0 };

/** Capture processes that do as the name of their device says, and a list of all that were ever started. */
function recordForks() {
  const orders: CaptureOrder[] = [];
  const running: { readonly device: string | null; readonly end: (how: string) => void }[] = [];
  const lost = new Set<string | null>();
  const fork: ForkCapture = (order) => {
    orders.push(order);
    const said = new Emitter<CaptureMessage>();
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const device = order.kind === 'open' ? order.device : null;
    running.push({ device, end: resolve });
    setImmediate(() => {
      if (device === 'absent') said.fire({ kind: 'failed', error: new DevSyncError('no-microphone').toInfo() });
      if (device === 'absent') resolve('status 0');
      if (device === 'slow' || device === 'absent' || lost.has(device)) return;
      said.fire({ kind: 'opened', backend: 'parec', device: 'Script', sampleRate: 48_000 });
      said.fire(block);
    });
    return { pid: undefined, onDidSay: said.event, ended, stop: async () => resolve('stopped') };
  };
  const devices = () => orders.map((order) => (order.kind === 'open' ? order.device : order.kind));
  /** What runs crashes, and its device is silent from then on. */
  const die = () => {
    const { device, end } = running.at(-1) ?? assert.fail();
    lost.add(device);
    end('SIGSEGV');
  };
  return { fork, devices, die };
}

/** A consent with one window, on a clock that stands still until it is moved. */
export function startConsent(context: TestContext, isOwnedByWindows = true) {
  mock.timers.enable({ apis: ['setTimeout'] });
  let time = Date.parse('2026-11-22T10:00:00Z');
  const now = () => new Date(time);
  const { logger } = recordingLogger();
  const windows = new Windows(isOwnedByWindows);
  const forks = recordForks();
  const statuses: unknown[] = [];
  const publish = async ({ type, data }: EventDraft) => void (type === 'listening_status' && statuses.push(data.status));
  const listener = new Listener({ audio, fork: forks.fork, publish, windows, logger, now });
  const consent = new MicrophoneConsent({ windows, listener, publish, logger, now });
  const { open } = startStreams();
  const attach = (id: string) => {
    const { response, subscriber } = open({ isCounted: false, client: 'window' });
    windows.attach(subscriber, id);
    return response;
  };
  context.after(async () => {
    consent.dispose();
    windows.dispose();
    mock.timers.reset();
    await listener.dispose();
  });
  const window = attach('window-1');
  const tick = async (ms: number) => {
    time += ms;
    mock.timers.tick(ms);
    await settled();
  };
  const start = (asker: Asker, device?: string) => consent.start(asker, { startedBy: 'page', ...(device !== undefined && { device }) });
  const answer = async (verdict: MicrophoneVerdict, shown = window, by = 'window-1') =>
    consent.answer({ window: by, question: questionsOf(shown).at(-1)?.id ?? '', verdict });
  const setClock = (at: string) => {
    time = Date.parse(at);
  };
  return { setClock, windows, listener, consent, statuses, forks, attach, window, tick, start, answer };
}

type Question = { readonly id: string; readonly origin: Asker };

export function questionsOf(window: SlowResponse): readonly Question[] {
  const asked = messagesOf(window).filter(({ data: { type } }) => type === 'stream.consent');
  return asked.map(({ data: { data } }) => data as unknown as Question);
}
