import { type HubOptions, type RunningHub, startServer } from '../../src/server/index.ts';
import type { JsonObject } from '../../src/shared/json.ts';
import { type Answer, ask, okJson, type RequestParts } from './answer.ts';
import { type RecordingLogger, recordingLogger } from './recordingLogger.ts';
import { tempWorkspace } from './tempWorkspace.ts';

export type TestServer = AsyncDisposable & {
  readonly hub: RunningHub;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** `Authorization` with the token of this hub. */
  readonly auth: { readonly Authorization: string };
  readonly stateDir: string;
  /** Folder of the log; of no use when that is in memory. */
  readonly dataDir: string;
  readonly log: RecordingLogger;
  /** Puts the hub's clock forward. */
  advance(milliseconds: number): void;
  ask(path: string, parts?: RequestParts): Promise<Answer>;
  /** Posts JSON; text and bytes go out as they are. */
  post(path: string, body: unknown, headers?: RequestParts['headers']): Promise<Answer>;
  /** Posts one event and answers its id. */
  publish(type: string, data?: JsonObject): Promise<string>;
};

export const JSON_TYPE = { 'Content-Type': 'application/json' };

/** A durable log of its own is what a hub has unless the test wants another one. */
export type TestServerOptions = Partial<HubOptions> & { readonly isInMemory?: boolean };

/** A hub in this process, on a port and with folders of its own. Its end fails when it logged an error. */
export async function startTestServer({ isInMemory = false, ...options }: TestServerOptions = {}): Promise<TestServer> {
  const folder = await tempWorkspace();
  const log = recordingLogger();
  let offset = 0;
  const edges = { logger: log.logger, now: () => new Date(Date.now() + offset) };
  const stateDir = `${folder.path}/hubs`;
  const dataDir = options.dataDir ?? `${folder.path}/log`;
  const place = isInMemory ? {} : { dataDir };
  const hub = await startServer({ port: 0, stateDir, ...place, ...options }, edges).catch(async (error) => {
    await folder.dispose();
    throw error;
  });
  const { url, port } = hub;
  const post: TestServer['post'] = (path, body, headers = {}) =>
    ask(port, path, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: toBody(body) });

  return {
    hub,
    url,
    port,
    token: hub.state.token,
    auth: { Authorization: `Bearer ${hub.state.token}` },
    stateDir,
    dataDir,
    log,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    ask: (path, parts) => ask(port, path, parts),
    post,
    publish: async (type, data = {}) => String(okJson(await post('/dev/webhook', { event_type: type, data })).id),
    async [Symbol.asyncDispose]() {
      await hub.dispose();
      await folder.dispose();
      log.assertNoErrors();
    },
  };
}

function toBody(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}
