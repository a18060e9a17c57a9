import type { HubState } from '../shared/api.ts';
import { isJsonObject } from '../shared/json.ts';
import { createHubClient } from './hubClient.ts';

/** Reads a text file; rejects when there is none. Injected, so that this folder stays free of Node. */
export type ReadText = (path: string) => Promise<string>;

/** The hub of this user on that port, when its state file is there and the program on the port proves that it wrote it. */
export async function findHub(stateFolder: string, port: number, readText: ReadText): Promise<HubState | undefined> {
  const state = await readHubState(stateFolder, port, readText);
  // Nobody, or a stranger who speaks another language: either way it is not our hub.
  return state && (await isProven(state).catch(() => false)) ? state : undefined;
}

/** What the last hub on that port left behind, unless it ended in good order. Nothing in it is proven. */
export async function readHubState(stateFolder: string, port: number, readText: ReadText): Promise<HubState | undefined> {
  try {
    const state: unknown = JSON.parse(await readText(`${stateFolder}/${port}.json`));
    return isHubState(state) && state.port === port ? state : undefined;
  } catch {
    // No file, or one that is half gone: there is no hub to be found through it.
    return undefined;
  }
}

/**
 * Whether the program at that address holds the token. It is asked for a proof and never sent the token itself.
 *
 * @throws DevSyncError `hub-unreachable` when nobody answers, or nobody that speaks our language
 */
export async function isProven({ url, token }: Pick<HubState, 'url' | 'token'>): Promise<boolean> {
  const nonce = crypto.randomUUID();
  const { proof } = await createHubClient({ url }).health(nonce);
  return proof === (await hmac(token, nonce));
}

/** Somebody may have edited the file, or another version written it: a wrong pid would end a stranger's process. */
function isHubState(value: unknown): value is HubState {
  if (!isJsonObject(value)) return false;
  const { url, port, pid, startedAt, name, logPath, dataDir, persistent, options, token } = value;
  return (
    isHttpUrl(url) &&
    isWholeFrom1(port) &&
    port <= 65_535 &&
    isWholeFrom1(pid) &&
    typeof startedAt === 'string' &&
    !Number.isNaN(Date.parse(startedAt)) &&
    typeof name === 'string' &&
    isPathOrNull(logPath) &&
    isPathOrNull(dataDir) &&
    typeof persistent === 'boolean' &&
    isJsonObject(options) &&
    typeof token === 'string' &&
    /^[!-~]+$/.test(token)
  );
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function isPathOrNull(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value !== '');
}

function isWholeFrom1(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

async function hmac(key: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', secret, encoder.encode(message));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
