import type { CaptureMessage, CaptureOrder } from '../../src/server/audio/captureMessages.ts';

/** A capture process that behaves as the name of its device says; it needs no sound. Fork it. */
function say(message: CaptureMessage): void {
  process.send?.(message);
}

function open(backend: 'naudiodon' | 'pvrecorder'): void {
  say({ kind: 'trying', backend });
  say({ kind: 'opened', backend, device: 'Script', sampleRate: 48_000 });
}

function deliver(blocks: number): void {
  let count = 0;
  const timer = setInterval(() => {
    if (count++ < blocks) say({ kind: 'block', at: Date.now(), samples: 960, sumSquares: 9.6, peak: 0.1, clips: 0 });
    else clearInterval(timer);
  }, 20);
}

function endOnStop(): void {
  process.on('message', () => process.exit(0));
}

const behaviours: Readonly<Record<string, (order: Extract<CaptureOrder, { kind: 'open' | 'list' }>) => void>> = {
  steady() {
    endOnStop();
    open('naudiodon');
    deliver(Number.POSITIVE_INFINITY);
  },
  /** Falls silent after 10 blocks, and neither answers nor ends. */
  hangs() {
    process.on('message', () => {});
    open('naudiodon');
    deliver(10);
  },
  dies() {
    open('naudiodon');
    deliver(10);
    setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 300);
  },
  /** Its first back end crashes before it delivers anything. */
  crashy({ avoid }) {
    endOnStop();
    if (avoid.includes('naudiodon')) {
      open('pvrecorder');
      deliver(Number.POSITIVE_INFINITY);
      return;
    }
    say({ kind: 'trying', backend: 'naudiodon' });
    process.kill(process.pid, 'SIGSEGV');
  },
  absent() {
    say({ kind: 'failed', error: { code: 'no-microphone', message: 'No microphone was found.', next: 'Connect one.' } });
    process.disconnect();
  },
};

process.once('message', (order: CaptureOrder) => {
  if (order.kind !== 'stop') behaviours[('device' in order ? order.device : null) ?? 'steady']?.(order);
});
process.on('disconnect', () => process.exit(0));
