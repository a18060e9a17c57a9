import { createHmac, randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { routes } from '../../shared/api.ts';
import { isLoopbackHost } from '../../shared/hostNames.ts';
import { causeOf, sendProbe } from './probeRequest.ts';
import type { Finding, ProbeTarget } from './probes.ts';

/** That nobody listens there. What else goes wrong says nothing: a hub that is too busy to answer is a hub. */
const NOBODY: readonly (string | undefined)[] = ['ECONNREFUSED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** Whether the hub answers on no address but loopback. Another program that does is none of our business. */
export async function isOnThisMachineOnly(target: ProbeTarget): Promise<Finding> {
  const { hub, host, otherAddresses } = target;
  if (otherAddresses.length === 0) return { verdict: 'not checked', got: 'This machine has no other address.' };
  const found = await Promise.all(otherAddresses.map(async (address) => ({ address, who: await whoIsAt(address, hub) })));
  const open = found.filter(({ who }) => who === 'hub').map(({ address }) => address);
  if (open.length > 0) return openFinding(open, host);
  const unclear = found.filter(({ who }) => who !== 'nobody').map(({ address, who }) => `${address}: ${who}`);
  if (unclear.length > 0) return { verdict: 'not checked', got: `No answer at ${unclear.join(', ')}.` };
  return { verdict: 'pass', got: `No hub at ${otherAddresses.join(', ')}.` };
}

function openFinding(open: readonly string[], host: string): Finding {
  const got = `The hub answers at ${open.join(', ')}.`;
  if (isLoopbackHost(host)) return { verdict: 'FAIL', got };
  return {
    verdict: 'open by your setting (devSync.host)',
    got,
    danger: 'Whoever has the token can use the hub from your network; and on its way there the token is not encrypted.',
  };
}

/** Resolves with `hub`, with `nobody` (also for another program), or with why it cannot be told. */
async function whoIsAt(address: string, { url, token }: ProbeTarget['hub']): Promise<string> {
  const nonce = randomUUID();
  try {
    const { text } = await sendProbe(url, { path: `${routes.health}?nonce=${nonce}` }, address);
    const proof = createHmac('sha256', token).update(nonce).digest('hex');
    return text.includes(proof) ? 'hub' : 'nobody';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Nobody there, or somebody who speaks another language than HTTP.
    return NOBODY.includes(code) || code?.startsWith('HPE_') ? 'nobody' : causeOf(error as Error);
  }
}

/** Whether nobody but this user, and nobody who asks, is told the token. */
export async function isTokenKept({ hub, statePath, platform }: ProbeTarget): Promise<Finding> {
  const { text } = await sendProbe(hub.url, { path: routes.health });
  if (text.includes(hub.token)) return { verdict: 'FAIL', got: 'The health of the hub has the token in it.' };
  const safe = 'The health of the hub does not have it.';
  if (platform === 'win32')
    return { verdict: 'not checked', got: `${safe} Files have no modes on Windows: the folder of your user keeps others out.` };
  const [file, folder] = await Promise.all([statePath, dirname(statePath)].map(modeOf));
  if (file === undefined || folder === undefined) return { verdict: 'not checked', got: `${safe} There is no file at ${statePath}.` };
  const isPrivate = [file, folder].every((mode) => mode.endsWith('00'));
  return { verdict: isPrivate ? 'pass' : 'FAIL', got: `${safe} File ${file}, folder ${folder}.` };
}

/** As `ls` and `chmod` know it, in octal digits. */
async function modeOf(path: string): Promise<string | undefined> {
  return stat(path).then(
    ({ mode }) => (mode & 0o777).toString(8).padStart(3, '0'),
    () => undefined,
  );
}
