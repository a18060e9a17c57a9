import { assertNever } from '../../../shared/assertNever.ts';
import { DevSyncError } from '../../../shared/errors.ts';
import type { AudioBackend } from '../../../shared/listening.ts';
import type { CaptureMessage, CaptureOrder } from '../captureMessages.ts';
import type { CaptureBackend } from './backend.ts';
import { BlockCutter } from './blockCutter.ts';
import { watchPulse } from './pulseWatch.ts';
import { closeInTime, type SelectOptions, selectDevices, selectSource } from './select.ts';

export type ObeyOptions = {
  readonly backends: Readonly<Record<AudioBackend, CaptureBackend>>;
  /** Resolves when the message is on its way. */
  tell(message: CaptureMessage): Promise<void>;
  /** Aborted by a stop. */
  readonly signal: AbortSignal;
};

/** Does what the order says, until it is done, it fails, or it is stopped. Answers the last word, which is not told yet. */
export async function obey(order: CaptureOrder, options: ObeyOptions): Promise<CaptureMessage> {
  try {
    return await carryOut(order, options);
  } catch (error) {
    if (options.signal.aborted) return { kind: 'stopped' };
    const failure = error instanceof DevSyncError ? error : new DevSyncError('microphone-failed', { cause: error });
    return { kind: 'failed', error: failure.toInfo() };
  }
}

async function carryOut(order: CaptureOrder, options: ObeyOptions): Promise<CaptureMessage> {
  switch (order.kind) {
    case 'open':
      return capture(order, options);
    case 'list': {
      const { backend, value } = await selectDevices(order.device, toSelectOptions(order, options));
      return { kind: 'devices', backend, devices: value };
    }
    case 'stop':
      return { kind: 'stopped' };
    default:
      return assertNever(order);
  }
}

async function capture(order: Extract<CaptureOrder, { kind: 'open' }>, options: ObeyOptions): Promise<CaptureMessage> {
  const { tell, signal } = options;
  const { backend, value: source } = await selectSource(order.device, toSelectOptions(order, options));
  const cutter = new BlockCutter(source.sampleRate);
  const tellOpened = (device: string) => void tell({ kind: 'opened', backend, device, sampleRate: source.sampleRate });
  const moved = new AbortController();
  const ending = AbortSignal.any([signal, moved.signal]);
  // Ends the loop below, which may be waiting for sound.
  ending.addEventListener('abort', () => void source.close());
  tellOpened(source.device);
  // Who has chosen a device wants to hear that one or none.
  const watch = watchPulse(source, order.device === null ? tellOpened : () => moved.abort());
  try {
    for await (const samples of source.samples) {
      if (ending.aborted) break;
      for (const block of cutter.cut(samples, Date.now())) void tell({ kind: 'block', ...block });
    }
  } finally {
    void watch?.dispose();
    await closeInTime(source);
  }
  if (signal.aborted) return { kind: 'stopped' };
  throw moved.signal.aborted ? takenAway(source.device) : new DevSyncError('microphone-lost');
}

function takenAway(device: string): DevSyncError {
  const message = `The microphone "${device}" was disconnected, or the sound server gave us another one.`;
  return new DevSyncError('microphone-lost', { message });
}

type ChoosingOrder = Extract<CaptureOrder, { kind: 'open' | 'list' }>;

function toSelectOptions({ backend, avoid }: ChoosingOrder, { backends, tell, signal }: ObeyOptions): SelectOptions {
  return { choice: backend, avoid, backends, signal, onTry: (name) => tell({ kind: 'trying', backend: name }) };
}
