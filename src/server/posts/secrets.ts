import type { Token } from '../security/token.ts';

/** Whether what somebody sent under this name may hold a secret. */
export type IsSecret = (name: string, value: string) => boolean;

/** Wherever they stand in a name. */
const PARTS = 'auth|bearer|cookie|credential|jwt|key|pass|pwd|secret|session|sig|srf|token';
/** As a word of their own only: many a harmless name has them inside, as `X-Ping` and `footprint`. */
const WORDS = 'access|code|mfa|otp|pin|totp';
const NAME = `(?:${PARTS}|(?<![a-z])(?:${WORDS})(?![a-z]))`;
const secretName = new RegExp(NAME, 'i');
const harmlessNames: ReadonlySet<string> = new Set(['idempotency-key']);
/** Of what services give out: GitHub, GitLab, npm, Slack, Stripe, OpenAI, AWS, Google. */
const PREFIXES =
  'gh[oprsu]_|github_pat_|gl(?:pat|ptt|rt)-|npm_|xox[abeoprs]-|xapp-|[prs]k[_-](?:live|test|proj|ant)[_-]|whsec_|A(?:KIA|SIA)|AIza';

/** Values that give themselves away. No part of a pattern repeats without a bound: they are strangers' texts. */
const secretValues: readonly RegExp[] = [
  /^\s{0,9}(?:basic|bearer|digest|negotiate|ntlm)\s/i,
  // JSON in base64, as the parts of a JWT.
  /eyJ[\w-]{8}/,
  new RegExp(`(?<![A-Za-z0-9])(?:${PREFIXES})[\\w-]{6}`),
  /-----BEGIN /,
  // User and password of a URL.
  /:\/\/[^/\s@]{1,400}@/,
  // A name with its value inside: `?access_token=…`, `{"apiKey": …}`.
  new RegExp(`${NAME}[\\w-]{0,40}["'\\s]{0,3}[=:]`, 'i'),
];

/** Judges by names and values. Rather too much is taken for a secret than too little: it is only not shown. */
export function createIsSecret(token: Pick<Token, 'isIn'>): IsSecret {
  return (name, value) => isSecretName(name) || readings(value).some((text) => givesItselfAway(text) || token.isIn(text));
}

function isSecretName(name: string): boolean {
  if (harmlessNames.has(name.toLowerCase())) return false;
  return secretName.test(name) || secretName.test(inWords(name));
}

function givesItselfAway(text: string): boolean {
  const words = inWords(text);
  return secretValues.some((pattern) => pattern.test(text) || pattern.test(words));
}

/** `accessCode` as `access-Code`. */
function inWords(text: string): string {
  return text.replace(/([a-z])(?=[A-Z])/g, '$1-');
}

/** How often a value may be wrapped: as a parameter of an address that is a parameter itself. */
const MOST_DECODINGS = 3;

/** A value as it came, and what percent encoding hides in it. Broken codes and letters beyond ASCII hide nothing that is looked for. */
function readings(value: string): readonly string[] {
  const texts = [value];
  for (let text = value; texts.length <= MOST_DECODINGS; texts.push(text)) {
    const decoded = text.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    if (decoded === text) break;
    text = decoded;
  }
  return texts;
}
