import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopbackHost } from '../server/httpPort.ts';
import { type RunningHub, startServer } from '../server/index.ts';
import { defaultHubOptions } from '../server/options.ts';
import { curlPost, DEFAULT_PORT, routes } from '../shared/api.ts';
import { toDevSyncError } from '../shared/errors.ts';
import type { HubEvent } from '../shared/events.ts';
import type { AudioBackendChoice, Listening } from '../shared/listening.ts';
import { createLogger } from '../shared/logger.ts';
import { eventLine } from './eventLine.ts';
import { exitCodes } from './exitCodes.ts';
import { followLog } from './followLog.ts';
import { writeData, writeDataInTurn, writeError, writeWords } from './output.ts';
import { readTokenFile, writeTokenFile } from './tokenFile.ts';

export type ServeOptions = {
  readonly port?: number;
  readonly host: string;
  readonly watch: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly allowHost: readonly string[];
  readonly requireToken?: boolean;
  readonly tokenFile?: string;
  readonly audioBackend: AudioBackendChoice;
  readonly audioDevice?: string;
  readonly listen?: boolean;
  readonly json?: boolean;
  readonly printToken?: boolean;
};

/** How wide a line may be when the terminal does not say. */
const DEFAULT_COLUMNS = 120;
/** How long the reader of our output may take for the rest of it when the hub has ended. */
const FLUSH_MS = 1000;

/** `dev-sync serve`: the hub in this process, until Ctrl-C. */
export async function serve(options: ServeOptions): Promise<void> {
  const { tokenFile } = options;
  const token = tokenFile !== undefined && existsSync(tokenFile) ? await readTokenFile(tokenFile) : undefined;
  const hub = await startServer(
    {
      host: options.host,
      watch: options.watch,
      allowedOrigins: options.allowOrigin,
      allowedHosts: options.allowHost,
      requireToken: options.requireToken ?? false,
      name: process.cwd(),
      audio: { ...defaultHubOptions.audio, backend: options.audioBackend, device: options.audioDevice ?? null },
      ...(options.port !== undefined && { port: options.port, portPolicy: 'exact' as const }),
      ...(token !== undefined && { token }),
    },
    { logger: createLogger((level, line) => void (isWorthWords[level] && writeWords(`${level}: ${line}`))) },
  );
  if (tokenFile !== undefined && token === undefined) await saveToken(hub, tokenFile);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void hub.dispose());
  // Who closed our output, as `| head -1` does, wants no more of us.
  process.stdout.on('error', () => void hub.dispose());
  announce(hub, options);
  // The hub is of use without a microphone, so it stays.
  if (options.listen)
    hub.startListening().then(
      (state) => announceMicrophone(hub.url, state),
      (error) => writeError(toDevSyncError(error)),
    );
  const printed = options.json || process.stdout.isTTY ? printEvents(hub, options.json === true) : Promise.resolve();
  await hub.ended;
  await Promise.race([printed, sleep(FLUSH_MS)]);
  // What the reader of our output has not taken by now would keep the process alive for ever.
  process.exit(exitCodes.done);
}

function printEvents({ log, ended }: RunningHub, asJson: boolean): Promise<void> {
  const lineOf = (json: string) => (asJson ? json : eventLine(JSON.parse(json) as HubEvent, process.stdout.columns || DEFAULT_COLUMNS));
  return followLog(log, {
    print: (records) => writeDataInTurn(records.map(({ json }) => `${lineOf(json)}\n`).join('')),
    onGap: ({ reason }) =>
      writeWords(
        `Events are left out: ${reason === 'cleared' ? 'they were deleted' : 'the log did not keep them'} before they were read here.`,
      ),
    ended,
  });
}

const isWorthWords = { trace: false, debug: false, info: false, warn: true, error: true } as const;

function announce({ url, port, state, statePath }: RunningHub, options: ServeOptions): void {
  const { json, port: wanted, printToken, tokenFile } = options;
  const needsToken = options.requireToken || !isLoopbackHost(options.host);
  if (wanted === undefined && port !== DEFAULT_PORT)
    writeWords(`Port ${DEFAULT_PORT} is taken by another program, so this hub took the next free one.`);
  if (json) {
    writeData(
      JSON.stringify({
        event: 'ready',
        url,
        pid: process.pid,
        tokenFile: tokenFile ?? statePath,
        ...(printToken && { token: state.token }),
      }),
    );
    return;
  }
  writeWords(`Dev Sync is on at ${url}. Ctrl-C ends it.

Post an event:
  ${curlPost(url)}
Follow events:
  curl -N ${url}/dev/events

The token is in ${tokenFile ?? statePath}.${needsToken ? '\nEvery request needs it: -H "Authorization: Bearer <token>".' : ''}
`);
}

function announceMicrophone(url: string, { device, backend, sampleRate }: Listening): void {
  writeWords(`Listening to ${device} (${backend}, ${sampleRate} Hz). Stop it:\n  curl -X POST ${url}${routes.listenStop}`);
}

async function saveToken(hub: RunningHub, file: string): Promise<void> {
  try {
    await writeTokenFile(file, hub.state.token);
  } catch (error) {
    await hub.dispose();
    throw error;
  }
}
