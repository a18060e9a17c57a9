import { createHubClient } from '../../client/hubClient.ts';
import { defaultDataDir } from '../dataDir.ts';
import { exitCodes } from '../exitCodes.ts';
import { type AddressOptions, findAddress } from '../findAddress.ts';
import { writeData } from '../output.ts';
import { type Finding, fromFailure } from './finding.ts';
import { lookAtHubs } from './hubs.ts';
import { lookAtFolder, lookAtNode, lookAtProxy, lookAtRecorders } from './machine.ts';

const signs: Readonly<Record<Finding['verdict'], string>> = { ok: '✔', note: '–', broken: '✖' };

/** `dev-sync doctor`: what works on this machine and what does not. The exit code is 1 when something is broken. */
export async function examine({ json, ...options }: AddressOptions & { readonly json?: boolean }): Promise<void> {
  const findings = [
    await lookAtNode(),
    ...(await lookAtHubs(options)),
    await lookAtFolder(defaultDataDir(process.cwd())),
    await lookAtMicrophones(options),
    lookAtProxy(process.env),
  ];
  if (json) writeData(JSON.stringify(findings));
  else for (const line of findings.flatMap(linesOf)) writeData(line);
  process.exitCode = findings.some(({ verdict }) => verdict === 'broken') ? exitCodes.failed : exitCodes.done;
}

function linesOf({ check, verdict, message, next }: Finding): readonly string[] {
  return [`${signs[verdict]} ${check}: ${message}`, ...(next === undefined ? [] : [`    ${next}`])];
}

/** A hub knows best; without one, what it would find. */
async function lookAtMicrophones(options: AddressOptions): Promise<Finding> {
  const address = await findAddress(options).catch(() => undefined);
  if (address?.token === undefined) return lookAtRecorders();
  const check = 'microphone';
  try {
    const { backend, devices } = await createHubClient(address).microphones();
    return { check, verdict: 'ok', message: `${backend} finds ${devices.map(({ name }) => name).join(', ')}.` };
  } catch (error) {
    return fromFailure(check, 'note', error);
  }
}
