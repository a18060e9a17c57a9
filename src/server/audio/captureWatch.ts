import { assertNever } from '../../shared/assertNever.ts';
import { DevSyncError, type ErrorInfo, fromErrorInfo } from '../../shared/errors.ts';
import type { AudioBackend } from '../../shared/listening.ts';
import type { CaptureMessage, OpenedCapture } from './captureMessages.ts';
import type { CaptureProcess } from './captureProcess.ts';
import type { BlockLevel } from './level.ts';

/** How long one back end may take to its first block, and to let go of a device that stays mute. */
const OPEN_MS = 4000;
/** PortAudio tells of no loss: when a device goes, the blocks just stop. */
const WATCHDOG_MS = 500;

export type CaptureListener = {
  /** With the first block, since only then it is known that sound arrives; again when the sound comes from another device. */
  onOpen(opened: OpenedCapture): void;
  onBlock(block: BlockLevel): void;
};

/** How a capture came to its end. */
export type CaptureEnd = {
  /** For people. */
  readonly error: DevSyncError;
  /** For the log. */
  readonly cause: string;
  /** The back end that crashed or hung before it delivered anything; others may do better. */
  readonly culprit: AudioBackend | undefined;
};

/** Listens to one capture process until it fails, dies or falls silent. Leaves the process as it is then. */
export function watchCapture(process: CaptureProcess, { onOpen, onBlock }: CaptureListener): Promise<CaptureEnd> {
  const { promise, resolve } = Promise.withResolvers<CaptureEnd>();
  let trying: AudioBackend | undefined;
  let opened: OpenedCapture | undefined;
  let blocks = 0;
  const onSilence = () => {
    const before = blocks;
    // When our own loop was held up, the blocks wait in the pipe and are read before this runs.
    setImmediate(() => {
      if (blocks === before) resolve(blocks > 0 ? fellSilent() : neverBegan('no sound in time', trying));
    });
  };
  let watchdog = setTimeout(onSilence, OPEN_MS);

  const hear = (message: CaptureMessage) => {
    switch (message.kind) {
      case 'trying':
        trying = message.backend;
        watchdog.refresh();
        break;
      case 'opened':
        opened = message;
        if (blocks > 0) onOpen(message);
        break;
      case 'block':
        if (blocks++ === 0 && opened) {
          clearTimeout(watchdog);
          watchdog = setTimeout(onSilence, WATCHDOG_MS);
          onOpen(opened);
        }
        watchdog.refresh();
        onBlock(message);
        break;
      case 'failed':
        resolve(failed(message.error));
        break;
      case 'devices':
      case 'stopped':
        break;
      default:
        assertNever(message);
    }
  };
  const subscription = process.onDidSay(hear);
  void process.ended.then((cause) => resolve(blocks > 0 ? crashed(cause) : neverBegan(cause, trying)));
  return promise.finally(() => {
    clearTimeout(watchdog);
    void subscription.dispose();
  });
}

function fellSilent(): CaptureEnd {
  return { error: new DevSyncError('microphone-lost'), cause: 'no block in time', culprit: undefined };
}

/** The microphone is probably well: it was the program that died. */
function crashed(cause: string): CaptureEnd {
  const error = new DevSyncError('microphone-lost', { message: `The program that captures the sound ended (${cause}).` });
  return { error, cause, culprit: undefined };
}

function neverBegan(cause: string, culprit: AudioBackend | undefined): CaptureEnd {
  const message = `${culprit ?? 'The capture'} ended before any sound arrived: ${cause}.`;
  const next = 'Set devSync.audio.backend (--audio-backend) to "auto", so that another program is tried.';
  return { error: new DevSyncError('microphone-failed', { message, next }), cause, culprit };
}

function failed(info: ErrorInfo): CaptureEnd {
  const error = fromErrorInfo(info) ?? new DevSyncError('microphone-failed');
  return { error, cause: error.message, culprit: undefined };
}
