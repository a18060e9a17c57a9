/** What secrets of Standard Webhooks begin with; the Base64 of the key follows. */
export const SECRET_PREFIX = 'whsec_';
export const secretKeyBytes = { min: 24, max: 64 } as const;

/** Whether it is a secret, perhaps a wrong one, and so nothing to show or to take for a name. */
export function looksLikeSecret(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(SECRET_PREFIX);
}
