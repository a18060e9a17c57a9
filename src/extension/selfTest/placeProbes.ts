import { createHmac, randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { routes } from '../../shared/api.ts';
import { isLoopbackHost } from '../../shared/hostNames.ts';
import { l10n } from '../l10n.ts';
import { causeOf, sendProbe } from './probeRequest.ts';
import type { Finding, ProbeTarget } from './probes.ts';

/** That nobody listens there. What else goes wrong says nothing: a hub that is too busy to answer is a hub. */
const NOBODY: readonly (string | undefined)[] = ['ECONNREFUSED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** Whether the hub answers on no address but loopback. Another program that does is none of our business. */
export async function isOnThisMachineOnly(target: ProbeTarget): Promise<Finding> {
  const { hub, host, otherAddresses } = target;
  if (otherAddresses.length === 0) return { verdict: 'unchecked', got: l10n.t('This machine has no other address.') };
  const found = await Promise.all(otherAddresses.map(async (address) => ({ address, who: await whoIsAt(address, hub) })));
  const open = found.filter(({ who }) => who === 'hub').map(({ address }) => address);
  if (open.length > 0) return openFinding(open, host);
  const unclear = found.filter(({ who }) => who !== 'nobody').map(({ address, who }) => `${address}: ${who}`);
  if (unclear.length > 0) return { verdict: 'unchecked', got: l10n.t('No answer at {0}.', unclear.join(', ')) };
  return { verdict: 'pass', got: l10n.t('No hub at {0}.', otherAddresses.join(', ')) };
}

function openFinding(open: readonly string[], host: string): Finding {
  const got = l10n.t('The hub answers at {0}.', open.join(', '));
  if (isLoopbackHost(host)) return { verdict: 'fail', got };
  return {
    verdict: 'open',
    got,
    danger: l10n.t('Whoever has the token can use the hub from your network; and on its way there the token is not encrypted.'),
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
  if (text.includes(hub.token)) return { verdict: 'fail', got: l10n.t('The health of the hub has the token in it.') };
  const safe = l10n.t('The health of the hub does not have it.');
  if (platform === 'win32')
    return { verdict: 'unchecked', got: l10n.t('{0} Files have no modes on Windows: the folder of your user keeps others out.', safe) };
  const [file, folder] = await Promise.all([statePath, dirname(statePath)].map(modeOf));
  if (file === undefined || folder === undefined)
    return { verdict: 'unchecked', got: l10n.t('{0} There is no file at {1}.', safe, statePath) };
  const isPrivate = [file, folder].every((mode) => mode.endsWith('00'));
  return { verdict: isPrivate ? 'pass' : 'fail', got: l10n.t('{0} File {1}, folder {2}.', safe, file, folder) };
}

/** As `ls` and `chmod` know it, in octal digits. */
async function modeOf(path: string): Promise<string | undefined> {
  return stat(path).then(
    ({ mode }) => (mode & 0o777).toString(8).padStart(3, '0'),
    () => undefined,
  );
}
