import * as z from 'zod';
import { type TargetOptions, targetRate } from '../../shared/webhooks.ts';
import { parse } from './parse.ts';

const rate = `Expected a number from ${targetRate.min} to ${targetRate.max}`;
const target = z.strictObject(
  {
    url: z.string('Expected an address'),
    // Elsewhere no filter lets everything through; here that has to be said.
    types: z
      .array(z.string('Expected a glob'), 'Expected a list of globs')
      .refine((globs) => globs.join('').replace(/[,\s]/g, '') !== '', 'Expected at least one glob; "*" stands for all types')
      .exactOptional(),
    secret: z.string('Expected the name of a secret').min(1, 'Expected the name of a secret').exactOptional(),
    maxPerSecond: z.number(rate).min(targetRate.min, rate).max(targetRate.max, rate).exactOptional(),
    insecureLoopback: z.boolean('Expected true or false').exactOptional(),
    enabled: z.boolean('Expected true or false').exactOptional(),
  },
  'Expected an object with "url"',
) satisfies z.ZodType<TargetOptions>;

/**
 * An entry of the list of targets, which people write by hand.
 *
 * @throws DevSyncError `target-invalid` that names the entry, counted from 0 as in JSON paths, and the field
 */
export function parseTarget(value: unknown, index: number): TargetOptions {
  return parse(target, value, { code: 'target-invalid', at: `targets[${index}]` });
}
