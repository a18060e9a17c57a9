import { DevSyncError } from '../shared/errors.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { writeData } from './output.ts';

/** `dev-sync token`: for scripts, as in `curl -H "Authorization: Bearer $(dev-sync token)"`. */
export async function printToken(options: AddressOptions): Promise<void> {
  const { url, token } = await findAddress(options);
  if (token !== undefined) return writeData(token);
  throw new DevSyncError('token-required', {
    message: `The token of the hub at ${url} is not known here.`,
    next: 'Run this as the user, and on the machine, that the hub runs as and on; or name its state file (--token-file).',
  });
}
