import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secret of one hub, 256 bits. Knows how to check itself; never prints itself. */
export class Token {
  readonly #secret: string;

  constructor(secret: string = randomBytes(32).toString('base64url')) {
    this.#secret = secret;
  }

  /** Compares in constant time; the hashes make the lengths equal. */
  matches(candidate: string | undefined): boolean {
    return candidate !== undefined && timingSafeEqual(digest(candidate), digest(this.#secret));
  }

  /** Whether a text would tell it. */
  isIn(text: string): boolean {
    return text.includes(this.#secret);
  }

  /** Shows to somebody who has the token that we have it too, without sending it. */
  prove(nonce: string): string {
    return createHmac('sha256', this.#secret).update(nonce).digest('hex');
  }

  /** For the state file and `--print-token`, nowhere else. */
  reveal(): string {
    return this.#secret;
  }

  toJSON(): string {
    return '[token]';
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
