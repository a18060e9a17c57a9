import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { routes } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { BuiltFiles, builtFolder } from '../builtFiles.ts';
import type { Route } from './route.ts';

/** A part of the client: where it is served, and its file in the build. `client.js` loads its chunks from the paths beside it. */
type Part = { readonly path: string; readonly file: string; readonly type: string };

const JAVASCRIPT = 'text/javascript';
const parts: readonly Part[] = [
  { path: routes.client, file: 'index.js', type: JAVASCRIPT },
  { path: routes.clientExtras, file: 'client/extras.js', type: JAVASCRIPT },
  // As text a browser shows it; that of `.ts` would be a video.
  { path: routes.clientTypes, file: 'index.d.ts', type: 'text/plain' },
];

/** The client for pages that have no package of it. It is the same for everybody and knows nothing of the run, its token least of all. */
export function clientRoutes({ clientDir = builtFolder('client') }: { readonly clientDir?: string | undefined }): readonly Route[] {
  const files = new BuiltFiles(
    clientDir,
    parts.map(({ file }) => file),
  );
  return parts.map(({ path, file, type }) => ({
    method: 'get',
    path,
    access: 'open',
    isAlwaysOpen: true,
    handle: async (_request, response) => sendPart(await files.read(file), type, response),
  }));
}

function sendPart(bytes: Buffer | undefined, type: string, response: Response): void {
  if (!bytes) {
    throw new DevSyncError('not-found', {
      message: 'The client was not built with this hub.',
      next: 'Run "npm run build", or install Dev Sync once more.',
    });
  }
  // Kept, and asked for each time: pages get the client of the hub that runs, and its bytes once.
  response
    .set({ 'Cache-Control': 'no-cache', ETag: tagOf(bytes) })
    .type(type)
    .send(bytes);
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('base64url')}"`;
}
