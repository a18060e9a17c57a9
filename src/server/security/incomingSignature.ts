import type { IncomingMessage } from 'node:http';
import { DevSyncError } from '../../shared/errors.ts';
import type { BodyGuard } from '../body.ts';
import { isSigned, isTimely } from '../delivery/signature.ts';
import { headerOf, queryOf } from '../requestHead.ts';
import { hasToken } from './access.ts';
import type { Token } from './token.ts';

export type IncomingSignatureOptions = {
  /** One of them must have signed. */
  readonly keys: readonly Buffer[];
  /** Who has it need not sign. */
  readonly token: Token;
  readonly now: () => Date;
};

/** Lets in what Standard Webhooks signed, and whoever has the token. A stranger is not told whether the body was right. */
export function requireSignature({ keys, token, now }: IncomingSignatureOptions): BodyGuard {
  const isKnown = (request: IncomingMessage) => hasToken(request, token, false);
  return {
    checkHeaders: (request) => {
      if (isKnown(request)) return;
      if (queryOf(request).event_type !== undefined) {
        throw new DevSyncError('signature-invalid', {
          message: 'The event type in the query is not signed.',
          next: 'Name the type in the body: {"event_type": "my.event", "data": {…}}.',
        });
      }
      if (!isTimely(readSignature(request).timestamp, now())) {
        throw new DevSyncError('signature-invalid', {
          message: 'The webhook-timestamp of the post is not of the last five minutes.',
          next: 'Give it in seconds since 1970, set the clock of the sender, and let it sign every attempt anew.',
        });
      }
    },
    checkBytes: (request, body) => {
      if (isKnown(request)) return;
      const { signatures, ...head } = readSignature(request);
      if (!isSigned({ ...head, body }, signatures, keys)) throw new DevSyncError('signature-invalid');
    },
  };
}

type Signature = { readonly id: string; readonly timestamp: number; readonly signatures: string };

function readSignature(request: IncomingMessage): Signature {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(request, name));
  if (!id || !timestamp || !signatures) throw new DevSyncError('signature-required');
  // What is no number is of no time at all.
  return { id, timestamp: Number(timestamp), signatures };
}
