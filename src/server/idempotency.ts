import { createHash } from 'node:crypto';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';

type Kept = { readonly answer: Promise<object>; readonly until: number; readonly fingerprint: string };

export type KeyedRequest = {
  /** The header `Idempotency-Key`; an empty one is none. */
  readonly key: string | undefined;
  /** Keys of different scopes have nothing to do with each other. */
  readonly scope: string;
  /** What is asked for, as JSON: a repeat asks for the same. */
  readonly content: unknown;
};

/** Answers a repeated request as the first one, and does its work once. */
export type Idempotency = {
  /** @throws DevSyncError `idempotency-key-reused` when the key came with another content before, or what the work throws */
  once(request: KeyedRequest, work: () => Promise<object>): Promise<object>;
};

export function createIdempotency(now: () => Date): Idempotency {
  // Insertion order is order of expiry, so the oldest are always in front.
  const kept = new Map<string, Kept>();

  const forgetOldest = (time: number) => {
    for (const [key, { until }] of kept) {
      if (until > time && kept.size < limits.idempotencyKeys) return;
      kept.delete(key);
    }
  };

  return {
    async once({ key, scope, content }, work) {
      if (!key) return work();
      requireLength(key);
      const time = now().getTime();
      forgetOldest(time);
      const name = `${scope} ${key}`;
      const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('base64');
      const known = kept.get(name);
      if (known && known.fingerprint !== fingerprint) throw new DevSyncError('idempotency-key-reused');
      if (known) return { ...(await known.answer), duplicate: true };
      const answer = work();
      kept.set(name, { answer, fingerprint, until: time + limits.idempotencyMs });
      // A refusal publishes nothing, so the key stays free for the corrected request.
      answer.catch(() => kept.delete(name));
      return answer;
    },
  };
}

function requireLength(key: string): void {
  if (key.length <= limits.idempotencyKeyCharacters) return;
  throw new DevSyncError('invalid-query', {
    message: `The Idempotency-Key is longer than ${limits.idempotencyKeyCharacters} characters.`,
  });
}
