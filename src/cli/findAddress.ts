import { isProven } from '../client/discovery.ts';
import { createHubClient, type HubAddress } from '../client/hubClient.ts';
import { DEFAULT_PORT, type HubState } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { hubOn, nearestHub } from './runningHubs.ts';
import { readTokenFile } from './tokenFile.ts';
import { UsageMistake } from './usageMistake.ts';

export type AddressOptions = { readonly url?: string; readonly tokenFile?: string };

/**
 * The hub to talk to: as the options say, as the environment says, or the one that runs (that of the working directory first).
 *
 * @throws UsageMistake when that is no address
 * @throws DevSyncError `hub-unreachable`, or `hub-not-proven` when there is a token that the program at the address does not know
 */
export async function findAddress({ url, tokenFile }: AddressOptions): Promise<HubAddress> {
  const { DEV_SYNC_URL, DEV_SYNC_TOKEN } = process.env;
  const named = (url ?? DEV_SYNC_URL) || undefined;
  // The token of the environment belongs to the address of the environment.
  const ownToken = named === DEV_SYNC_URL ? DEV_SYNC_TOKEN : undefined;
  const token = tokenFile === undefined ? ownToken : await readTokenFile(tokenFile);
  if (named !== undefined) {
    const address = { url: checkedUrl(named, url ? '--url' : '$DEV_SYNC_URL') };
    return token ? provenAddress({ ...address, token }, tokenFile === undefined) : ((await ownHubAt(address.url)) ?? address);
  }
  const found = (await nearestHub()) ?? (await findOpenHub(`http://localhost:${DEFAULT_PORT}`));
  if (found) return found;
  throw new DevSyncError('hub-unreachable', { message: 'No hub is running.' });
}

/**
 * The same hub once more, which may have been started again since, with another token.
 *
 * @throws DevSyncError `hub-unreachable`, or `hub-not-proven`
 */
export async function findAgain({ url, token }: HubAddress): Promise<HubAddress> {
  return token === undefined ? { url } : await provenAddress({ url, token }, true);
}

/** @param isOfTerminal whether the token is what the terminal began with; the hub may have been started again since, with another one */
async function provenAddress({ url, token }: Pick<HubState, 'url' | 'token'>, isOfTerminal: boolean): Promise<HubAddress> {
  if (await isProven({ url, token })) return { url, token };
  const own = isOfTerminal ? await ownHubAt(url) : undefined;
  if (own) return own;
  throw new DevSyncError('hub-not-proven', {
    message: `What answers at ${url} does not know your token, so it is another program or another hub.`,
    next: 'Check the address, and $DEV_SYNC_TOKEN or --token-file; the token was not sent. In VS Code a new terminal has the present one.',
  });
}

/** The hub of this user at that address. The address may be that of another machine, and the state file of that port is of this one. */
async function ownHubAt(url: string): Promise<HubAddress | undefined> {
  const own = await hubOn(Number(new URL(url).port));
  return own && (await isProven({ url, token: own.token })) ? { url, token: own.token } : undefined;
}

/**
 * A host with its port may leave out `http://`, as for curl.
 *
 * @param place where it was given
 */
function checkedUrl(text: string, place: string): string {
  const whole = /^[\w.-]+:\d+(\/|$)/.test(text) ? `http://${text}` : text;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return whole.replace(/\/+$/, '');
  throw new UsageMistake('hub-unreachable', {
    message: `${place} is ${JSON.stringify(text)}, which is not the address of a hub.`,
    next: 'Give it as in http://localhost:4848.',
  });
}

/** A hub whose state file lies elsewhere, as in a container: posting needs no token, so it serves all the same. */
async function findOpenHub(url: string): Promise<HubAddress | undefined> {
  try {
    return (await createHubClient({ url }).health()).name === 'dev-sync' ? { url } : undefined;
  } catch {
    // Nobody there: that is the answer.
    return undefined;
  }
}
