import { createHash } from 'node:crypto';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import type { Published, Receipt, ReceiptDraft } from './log/receipt.ts';

type Kept = Omit<ReceiptDraft, 'name'> & { readonly published: Published | Promise<Published> };

export type KeyedRequest = {
  /** An empty one is none. */
  readonly key: string | undefined;
  /** Keys of different scopes have nothing to do with each other. */
  readonly scope: string;
  /** What is asked for, as JSON: a repeat asks for the same. Without it the key alone makes the repeat. */
  readonly content?: unknown;
};

export type Once = { readonly published: Published; readonly isDuplicate: boolean };

/** Answers a repeated request as the first one, and does its work once. */
export type Idempotency = {
  /** @throws DevSyncError `idempotency-key-reused` when the key came with another content before, or what the work throws */
  once(request: KeyedRequest, work: (receipt?: ReceiptDraft) => Promise<Published>): Promise<Once>;
};

export type IdempotencyOptions = {
  /** The header that the keys come in. Those of other headers are other keys. */
  readonly header: string;
  readonly keptMs: number;
  readonly now: () => Date;
  /** Of an earlier run of the hub, of all headers, oldest first: a repeat may come after a crash. */
  readonly receipts?: readonly Receipt[];
};

export function createIdempotency({ header, keptMs, now, receipts = [] }: IdempotencyOptions): Idempotency {
  const own = receipts.filter(({ name }) => name.startsWith(`${header} `));
  // All have the same time to live: insertion order is order of expiry, so the oldest are always in front.
  const kept = new Map<string, Kept>(own.map(({ name, ...receipt }) => [name, receipt]));

  const forgetOldest = (time: number) => {
    for (const [name, { until }] of kept) {
      if (until > time && kept.size < limits.idempotencyKeys) return;
      kept.delete(name);
    }
  };

  return {
    async once({ key, scope, content }, work) {
      if (!key) return { published: await work(), isDuplicate: false };
      requireLength(header, key);
      const time = now().getTime();
      forgetOldest(time);
      const name = `${header} ${scope} ${key}`;
      const fingerprint = content === undefined ? '' : createHash('sha256').update(JSON.stringify(content)).digest('base64');
      const known = kept.get(name);
      if (known && known.fingerprint !== fingerprint) throw new DevSyncError('idempotency-key-reused');
      if (known) return { published: await known.published, isDuplicate: true };
      const until = time + keptMs;
      const published = work({ name, fingerprint, until });
      kept.set(name, { published, fingerprint, until });
      // A refusal publishes nothing, so the key stays free for the corrected request.
      published.catch(() => kept.delete(name));
      return { published: await published, isDuplicate: false };
    },
  };
}

function requireLength(header: string, key: string): void {
  if (key.length <= limits.idempotencyKeyCharacters) return;
  throw new DevSyncError('invalid-query', {
    message: `The ${header} is longer than ${limits.idempotencyKeyCharacters} characters.`,
  });
}
