import { readFile } from 'node:fs/promises';
import { parseSecret } from '../server/delivery/signature.ts';
import { DevSyncError } from '../shared/errors.ts';

/** While a secret is being replaced, there are two. */
const MAX_SECRETS = 2;

/**
 * The secrets in a file: one or two lines, the newest first.
 *
 * @throws DevSyncError `secret-missing` or `secret-invalid`, without anything of the file in it
 */
export async function readSecretFile(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw unusable('secret-missing', path, `cannot be read: ${cause.code ?? cause.message}`);
  });
  const secrets = text.split('\n').flatMap((line) => line.trim() || []);
  if (secrets.length === 0) throw unusable('secret-missing', path, 'is empty');
  if (secrets.length > MAX_SECRETS) throw unusable('secret-invalid', path, `has ${secrets.length} lines`);
  for (const [index, secret] of secrets.entries()) requireSecret(secret, path, index + 1);
  return secrets;
}

function requireSecret(secret: string, path: string, line: number): void {
  try {
    parseSecret(secret);
  } catch {
    throw unusable('secret-invalid', path, `has no secret in line ${line}`);
  }
}

function unusable(code: 'secret-missing' | 'secret-invalid', path: string, problem: string): DevSyncError {
  return new DevSyncError(code, {
    message: `The secret file ${path} ${problem}.`,
    next: 'Write whsec_ and the Base64 of 24 to 64 bytes into it; while it is being replaced the new one first, the old one below.',
  });
}
