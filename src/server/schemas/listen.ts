import * as z from 'zod';
import type { ListenBody } from '../../shared/listening.ts';
import { parse } from './parse.ts';

const deviceId = z.string('Expected a string').min(1, 'Expected at least 1 character').max(500, 'Expected at most 500 characters');

/** Strict: a misspelt "deviceId" would open another microphone. */
export const listenBody = z.strictObject(
  { timestamp: z.string('Expected a string').nullish(), deviceId: deviceId.nullish(), window: z.string('Expected a string').optional() },
  'Expected an object',
);

/** @throws DevSyncError `invalid-listen` */
export function parseListenBody(body: unknown): ListenBody {
  const { timestamp, deviceId, window } = parse(listenBody, body, { code: 'invalid-listen' });
  return { timestamp: timestamp ?? null, ...(deviceId !== undefined && { deviceId }), ...(window !== undefined && { window }) };
}
