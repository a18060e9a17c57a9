import * as z from 'zod';
import { type ConsentBody, microphoneVerdicts } from '../../shared/consent.ts';
import { parse } from './parse.ts';

export const consentBody = z.object({
  window: z.string('Expected a string'),
  question: z.string('Expected a string'),
  verdict: z.enum(microphoneVerdicts, `Expected one of ${microphoneVerdicts.join(', ')}`),
}) satisfies z.ZodType<ConsentBody>;

/** @throws DevSyncError `invalid-consent` */
export const parseConsentBody = (body: unknown): ConsentBody => parse(consentBody, body, { code: 'invalid-consent' });
