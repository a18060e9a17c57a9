import * as z from 'zod';
import { limits, type WindowBody } from '../../shared/api.ts';
import { isWebOrigin } from '../../shared/webOrigin.ts';
import { parse } from './parse.ts';

const permission = z.object({
  origin: z
    .string('Expected an origin')
    .max(limits.originCharacters, `Expected at most ${limits.originCharacters} characters`)
    .refine(isWebOrigin, 'Expected the origin of a page, as http://localhost:3000'),
  until: z.iso.datetime('Expected an ISO-8601 time in UTC'),
});

/** What follows the path is nobody's business. */
const externalUrl = z
  .string('Expected an address')
  .max(2000, 'Expected at most 2000 characters')
  .refine(isPlainHttp, 'Expected an address with http or https, and without a password')
  .transform((address) => {
    const { origin, pathname } = new URL(address);
    return `${origin}${pathname}`;
  });

export const windowBody = z.object({
  window: z.string('Expected a string'),
  focused: z.literal(true, 'Expected true').exactOptional(),
  permissions: z
    .array(permission, 'Expected a list of permissions')
    .max(limits.microphonePermissions, `Expected at most ${limits.microphonePermissions} permissions`)
    .exactOptional(),
  externalUrl: externalUrl.nullable().exactOptional(),
}) satisfies z.ZodType<WindowBody>;

/** @throws DevSyncError `invalid-window` */
export const parseWindowBody = (body: unknown): WindowBody => parse(windowBody, body, { code: 'invalid-window' });

function isPlainHttp(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
}
