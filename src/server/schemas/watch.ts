import * as z from 'zod';
import type { WatchBody } from '../../shared/api.ts';
import { parse } from './parse.ts';

export const watchBody = z.object({
  window: z.string('Expected a string'),
  folders: z.array(z.object({ name: z.string('Expected a string'), path: z.string('Expected a string') }), 'Expected a list of folders'),
  include: z.array(z.string('Expected a glob'), 'Expected a list of globs'),
  exclude: z.array(z.string('Expected a glob'), 'Expected a list of globs'),
}) satisfies z.ZodType<WatchBody>;

/** @throws DevSyncError `invalid-watch` */
export const parseWatchBody = (body: unknown): WatchBody => parse(watchBody, body, { code: 'invalid-watch' });
