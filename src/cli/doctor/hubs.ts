import manifest from '../../../package.json' with { type: 'json' };
import { createHubClient } from '../../client/hubClient.ts';
import { findPortOwner } from '../../server/portOwner.ts';
import { DEFAULT_PORT, type HealthAnswer, type HubState } from '../../shared/api.ts';
import type { AddressOptions } from '../findAddress.ts';
import { findAddress } from '../findAddress.ts';
import { hubOn, knownPorts, stateOf } from '../runningHubs.ts';
import { type Finding, fromFailure } from './finding.ts';

/** Which hubs of this user run, and which one commands talk to. */
export async function lookAtHubs(options: AddressOptions): Promise<readonly Finding[]> {
  const ports = await knownPorts();
  const running = await Promise.all(ports.map(lookAtPort));
  return [...running.flat(), await lookAtOwn(options), await lookAtDefaultPort()].filter((finding) => finding !== undefined);
}

async function lookAtPort(port: number): Promise<readonly Finding[]> {
  const check = `port ${port}`;
  const hub = await hubOn(port);
  if (hub) return lookAtHub(check, hub);
  const state = await stateOf(port);
  const who = state ? ` (process ${state.pid}, that of ${state.name})` : '';
  return [
    {
      check,
      verdict: 'note',
      message: `The last hub here did not end in good order${who}.`,
      next: 'Nothing: the next hub takes its place.',
    },
  ];
}

async function lookAtHub(check: string, { url, name, pid, token }: HubState): Promise<readonly Finding[]> {
  try {
    const health = await createHubClient({ url, token }).health();
    return [{ check, verdict: 'ok', message: `The hub of ${name} answers at ${url} (process ${pid}).` }, ...problemsOf(check, health)];
  } catch (error) {
    return [fromFailure(check, 'broken', error)];
  }
}

/** A hub that asks for its token everywhere tells its version only. */
function problemsOf(check: string, { version, log }: Pick<HealthAnswer, 'version'> & Partial<HealthAnswer>): readonly Finding[] {
  const message = `It is version ${version}, and this command ${manifest.version}.`;
  return [
    ...(version === manifest.version ? [] : [{ check, verdict: 'note', message, next: 'Restart the hub.' } as const]),
    ...(log?.problem ? [{ check, verdict: 'broken', message: log.problem.message, next: log.problem.next } as const] : []),
  ];
}

/** What `send` and the others would talk to from here. */
async function lookAtOwn(options: AddressOptions): Promise<Finding> {
  const check = 'hub';
  try {
    const { url, token } = await findAddress(options);
    await createHubClient({ url }).health();
    const known = token === undefined ? 'without a token, which is enough to post and follow' : 'and it has proven to be yours';
    return { check, verdict: 'ok', message: `Commands from here go to ${url}, ${known}.` };
  } catch (error) {
    return fromFailure(check, 'broken', error);
  }
}

/** Frontends have this port in their code. */
async function lookAtDefaultPort(): Promise<Finding | undefined> {
  if (await hubOn(DEFAULT_PORT)) return undefined;
  const owner = await findPortOwner(DEFAULT_PORT);
  if (owner === undefined) return undefined;
  const message = `The default port is taken by ${owner}, which is no hub of yours.`;
  return {
    check: `port ${DEFAULT_PORT}`,
    verdict: 'note',
    message,
    next: 'Stop that program, or give frontends the address of the hub (DEV_SYNC_URL).',
  };
}
