import { createHmac, timingSafeEqual } from 'node:crypto';
import { DevSyncError } from '../../shared/errors.ts';
import { SECRET_PREFIX, secretKeyBytes } from '../../shared/webhookSecret.ts';
import type { Secrets } from '../../shared/webhooks.ts';

/** What a signature of Standard Webhooks covers (https://www.standardwebhooks.com). */
export type SignedMessage = {
  /** The header `webhook-id`. */
  readonly id: string;
  /** The header `webhook-timestamp`: unix seconds. */
  readonly timestamp: number;
  /** Exactly the bytes that travel. */
  readonly body: string | Buffer;
};

/** How far the clocks of sender and receiver may be apart, and how long a stolen message can be sent again. */
const TOLERANCE_S = 300;

/**
 * The key in a secret.
 *
 * @throws DevSyncError `secret-invalid`, without the secret in it
 */
export function parseSecret(text: string): Buffer {
  const encoded = text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : '';
  const key = Buffer.from(encoded, 'base64');
  // Node passes over what is not Base64, which would make another key out of a slip of the pen.
  const isWhole = key.toString('base64') === encoded;
  if (!isWhole || key.length < secretKeyBytes.min || key.length > secretKeyBytes.max) throw new DevSyncError('secret-invalid');
  return key;
}

/**
 * The keys in the secret of this name, the newest first; none when there is no name.
 *
 * @param use what they are for, as in "the webhook target http://…"
 * @throws DevSyncError `secret-missing` or `secret-invalid`: what shall be signed never goes without
 */
export function keysOf(name: string | undefined, secrets: Secrets, use: string): readonly Buffer[] {
  if (name === undefined) return [];
  // Not even to say that it is wrong.
  if (name.startsWith(SECRET_PREFIX))
    throw new DevSyncError('secret-invalid', { message: `Where the name of a secret belongs, ${use} has the secret itself.` });
  const texts = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (!texts?.length) throw new DevSyncError('secret-missing', { message: `The secret "${name}" of ${use} is not there.` });
  return texts.map(parseSecret);
}

/** The header `webhook-signature`: one signature for each key. */
export function signatureOf(message: SignedMessage, keys: readonly Buffer[]): string {
  return keys.map((key) => signWith(key, message)).join(' ');
}

/** Whether one of the signatures in a header is by one of the keys. */
export function isSigned(message: SignedMessage, signatures: string, keys: readonly Buffer[]): boolean {
  const candidates = signatures.split(' ').map((text) => Buffer.from(text));
  return keys.some((key) => {
    const expected = Buffer.from(signWith(key, message));
    return candidates.some((candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected));
  });
}

/** Whether a message is of now, so that nobody can send an old one again. @param timestamp unix seconds */
export function isTimely(timestamp: number, now: Date): boolean {
  return Math.abs(Math.floor(now.getTime() / 1000) - timestamp) <= TOLERANCE_S;
}

function signWith(key: Buffer, { id, timestamp, body }: SignedMessage): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}
