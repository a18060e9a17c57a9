import { readFile, writeFile } from 'node:fs/promises';
import { DevSyncError } from '../shared/errors.ts';

/**
 * A token file is the state file of a hub, or a file with nothing but the token.
 *
 * @throws DevSyncError `token-required` when it cannot be read or has no token: an empty one would let everybody in
 */
export async function readTokenFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw unusable(path, 'cannot be read', cause);
  });
  const token = tokenIn(text.trim());
  if (typeof token !== 'string' || !/^\S+$/.test(token)) throw unusable(path, 'has no token in it');
  return token;
}

/** @throws DevSyncError `token-required` */
export async function writeTokenFile(path: string, token: string): Promise<void> {
  await writeFile(path, `${token}\n`, { mode: 0o600 }).catch((cause) => {
    throw unusable(path, 'cannot be written', cause);
  });
}

function tokenIn(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return (JSON.parse(text) as { token?: unknown }).token;
  } catch {
    // Half a state file has no token in it.
    return undefined;
  }
}

function unusable(path: string, problem: string, cause?: NodeJS.ErrnoException): DevSyncError {
  return new DevSyncError('token-required', {
    message: `The token file ${path} ${problem}${cause ? `: ${cause.code ?? cause.message}` : ''}.`,
    next: 'Name a file that you may use and that holds the token alone, or the state file of a hub.',
    cause,
  });
}
