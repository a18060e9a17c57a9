import { isProven } from '../../client/discovery.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { l10n } from '../l10n.ts';
import { causeOf } from './probeRequest.ts';
import { createProbes, type Finding, type Probe, type ProbeTarget } from './probes.ts';

/** A probe and what came of it. */
export type ProbeResult = Omit<Probe, 'check'> & Finding;

/**
 * Tries every probe against the hub, which goes on as if nothing had been.
 *
 * @throws DevSyncError `hub-unreachable`, or `hub-not-proven` when another program answers: its answers would say nothing about ours
 */
export async function runProbes(target: ProbeTarget): Promise<readonly ProbeResult[]> {
  if (!(await isProven(target.hub))) throw new DevSyncError('hub-not-proven');
  return Promise.all(
    createProbes().map(async ({ check, ...probe }) => {
      const finding = await check(target).catch(
        (error): Finding => ({ verdict: 'unchecked', got: l10n.t('No answer: {0}.', causeOf(error)) }),
      );
      return { ...probe, ...finding };
    }),
  );
}
