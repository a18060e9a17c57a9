/** What came of one request to a target. */
export type SendResult = {
  /** Of the answer; null when there was none. */
  readonly status: number | null;
  readonly ms: number;
  /** Whether somebody was there to hear it, even if no answer came. */
  readonly isReached: boolean;
  /** The rest that the target asked for. */
  readonly retryAfterMs: number;
  /** Why it failed, or what is wrong with the answer. */
  readonly error?: string;
  /** The beginning of the answer. */
  readonly answer?: string;
};

/** `delivered`, `refused` for good, or `unavailable`: try again later. */
export type Verdict = 'delivered' | 'refused' | 'unavailable';

/** Answers of a receiver that cannot take the event at present, beside 5xx. */
const later: ReadonlySet<number> = new Set([408, 425, 429]);
/** Answers of a server that has no receiver. */
const nobody: ReadonlySet<number> = new Set([404, 405, 501]);

/** What an answer means. At the default target, which nobody asked for, another server than the expected one may be. */
export function judge({ status }: Pick<SendResult, 'status'>, isDefault: boolean): Verdict {
  if (status === null) return 'unavailable';
  if (status >= 200 && status < 300) return 'delivered';
  if (isDefault && nobody.has(status)) return 'unavailable';
  return status >= 500 || later.has(status) ? 'unavailable' : 'refused';
}

/** Why an answer is not the one that was hoped for. */
export function statusError(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed, so give the address that it leads to.`;
  return `It answered ${status}.`;
}

const unreachedCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there.',
  ENOTFOUND: 'Its host name is not known.',
  EAI_AGAIN: 'Its host name cannot be looked up at present.',
  EHOSTUNREACH: 'There is no way to its machine.',
  ENETUNREACH: 'There is no way to its network.',
  ETIMEDOUT: 'Its machine does not answer.',
  UND_ERR_CONNECT_TIMEOUT: 'Its machine does not answer.',
};
const reachedCodes: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'It closed the connection before it answered.',
  ECONNRESET: 'It broke the connection off before it answered.',
  EPIPE: 'It broke the connection off before it answered.',
  UND_ERR_HEADERS_OVERFLOW: 'Its answer has too many headers.',
};

/** A failed request in words. */
export function describeFailure(error: unknown): Pick<SendResult, 'isReached'> & { readonly error: string } {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  if (name === 'TimeoutError') return { isReached: true, error: 'It did not answer in time.' };
  const text = typeof code === 'string' ? code : '';
  const unreached = unreachedCodes[text];
  if (unreached !== undefined) return { isReached: false, error: unreached };
  const reached = reachedCodes[text];
  if (reached !== undefined) return { isReached: true, error: reached };
  if (text.startsWith('UND_ERR_RES')) return { isReached: true, error: 'Its answer is not as long as it says.' };
  if (text.startsWith('HPE_')) return { isReached: true, error: 'Its answer is not HTTP.' };
  if (isCertificateProblem(text))
    return { isReached: false, error: `Its certificate is not trusted (${text}); on this machine "insecureLoopback": true accepts it.` };
  return { isReached: false, error: `The request failed: ${String(message)}` };
}

function isCertificateProblem(code: string): boolean {
  return /CERT|SIGNATURE|ALTNAME/.test(code) && !code.startsWith('UND_');
}
