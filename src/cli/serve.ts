import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileForBursts, removeOldCode } from '../server/compiledCode.ts';
import { type RunningHub, startServer } from '../server/index.ts';
import { defaultHubOptions } from '../server/options.ts';
import { DEFAULT_PORT, isLocked } from '../shared/api.ts';
import { DevSyncError, toDevSyncError } from '../shared/errors.ts';
import type { HubEvent } from '../shared/events.ts';
import { parseExactJson } from '../shared/jsonText.ts';
import type { AudioBackendChoice, AudioScale } from '../shared/listening.ts';
import { createLogger } from '../shared/logger.ts';
import { visibleText } from '../shared/visibleText.ts';
import { announcement, microphoneWords, readyLine } from './announcement.ts';
import { defaultDataDir } from './dataDir.ts';
import { eventLine } from './eventLine.ts';
import { exitCodes } from './exitCodes.ts';
import { followLog } from './followLog.ts';
import { gapWords } from './gapWords.ts';
import { holdWords } from './heldWords.ts';
import { columnsOfData, writeData, writeDataInTurn, writeError, writeWords } from './output.ts';
import { hubOn } from './runningHubs.ts';
import { readTokenFile, writeTokenFile } from './tokenFile.ts';
import { type Destinations, readWebhookFlags, type WebhookFlags } from './webhookFlags.ts';

export type ServeOptions = WebhookFlags & {
  readonly host: string;
  readonly watch: readonly string[];
  /** Absolute. */
  readonly dataDir?: string;
  readonly memory?: boolean;
  readonly allowOrigin: readonly string[];
  readonly allowHost: readonly string[];
  readonly perOriginPerSecond: number;
  readonly requireToken?: boolean;
  readonly tokenFile?: string;
  readonly audioBackend: AudioBackendChoice;
  readonly audioDevice?: string;
  readonly audioInterval: number;
  readonly audioScale: AudioScale;
  readonly soundEvents?: boolean;
  readonly listen?: boolean;
  readonly json?: boolean;
  readonly printToken?: boolean;
};

/** How long the reader of our output may take for the rest of it when the hub ends. */
const FLUSH_MS = 1000;

/** `dev-sync serve`: the hub in this process, until Ctrl-C. */
export async function serve(options: ServeOptions): Promise<void> {
  const { tokenFile } = options;
  const token = await tokenIn(tokenFile);
  const { settings, destinations } = await readWebhookFlags(options);
  const words = holdWords();
  const hub = await startServer(
    {
      host: options.host,
      watch: options.watch,
      allowedOrigins: options.allowOrigin,
      allowedHosts: options.allowHost,
      requireToken: options.requireToken ?? false,
      perOriginPerSecond: options.perOriginPerSecond,
      name: process.cwd(),
      ...(!options.memory && { dataDir: options.dataDir ?? defaultDataDir(process.cwd()) }),
      ...settings,
      audio: {
        backend: options.audioBackend,
        device: options.audioDevice ?? null,
        intervalMs: options.audioInterval,
        scale: options.audioScale,
        soundEvents: options.soundEvents ?? false,
      },
      ...(options.port !== undefined && { port: options.port, portPolicy: 'exact' as const }),
      ...(token !== undefined && { token }),
    },
    { logger: createLogger((level, line) => void (isWorthWords[level] && words.say(`${level}: ${line}`))) },
  ).catch(async (error) => {
    // A hub that has no port has no other problem.
    if (toDevSyncError(error).code !== 'port-in-use') words.release();
    throw await nameHolder(error, options.port);
  });
  words.release();
  if (tokenFile !== undefined && token === undefined) await saveToken(hub, tokenFile);
  let isEndedHere = false;
  const end = () => {
    isEndedHere = true;
    void hub.dispose();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  // Who closed our output, as `| head -1` does, wants no more of us.
  process.stdout.on('error', end);
  await announce(hub, options, destinations);
  compileForBursts();
  void removeOldCode();
  // The hub is of use without a microphone, so it stays.
  if (options.listen)
    hub.startListening().then(
      (state) => writeWords(microphoneWords(hub.url, state)),
      (error) => writeError(toDevSyncError(error)),
    );
  printEvents(hub, options.json === true);
  await hub.ended;
  if (!isEndedHere) writeWords('The hub was ended from elsewhere, as "Dev Sync: Stop" or "Restart" in VS Code does.');
  // What the reader of our output has not taken by now would keep the process alive for ever.
  process.exit(exitCodes.done);
}

/** A file that is not there yet will be written. */
function tokenIn(file: string | undefined): Promise<string> | undefined {
  return file !== undefined && existsSync(file) ? readTokenFile(file) : undefined;
}

function printEvents({ log, readers }: RunningHub, asJson: boolean): void {
  const lineOf = (json: string) => (asJson ? visibleText(json) : eventLine(parseExactJson(json) as HubEvent, { columns: columnsOfData() }));
  const ended = Promise.withResolvers<void>();
  const printed = followLog(log, {
    print: async (records) => void (await writeDataInTurn(records.map(({ json }) => `${lineOf(json)}\n`).join(''))),
    onGap: (gap) => writeWords(gapWords(gap)),
    ended: ended.promise,
  });
  readers.defer(async () => {
    ended.resolve();
    await Promise.race([printed, sleep(FLUSH_MS)]);
  });
}

const isWorthWords = { trace: false, debug: false, info: false, warn: true, error: true } as const;

/** A port that a hub of this user has is no riddle: that one can be used, or stopped. */
async function nameHolder(error: unknown, port: number | undefined): Promise<unknown> {
  const holder = port !== undefined && error instanceof DevSyncError && error.code === 'port-in-use' ? await hubOn(port) : undefined;
  if (!holder) return error;
  return new DevSyncError('port-in-use', {
    message: `Port ${port} has a hub of yours already, that of ${holder.name} (process ${holder.pid}).`,
    next: 'Use that one, stop it, or choose another port (--port).',
    cause: error,
  });
}

async function announce(hub: RunningHub, options: ServeOptions, destinations: Destinations | undefined): Promise<void> {
  const { port, state, statePath, log, webhookTargets } = hub;
  if (options.port === undefined && port !== DEFAULT_PORT) {
    const holder = await hubOn(DEFAULT_PORT);
    const who = holder ? `has a hub of yours already, that of ${visibleText(holder.name)}` : 'is taken by another program';
    writeWords(`Port ${DEFAULT_PORT} ${who}, so this hub took the next free one.`);
  }
  const announced = {
    hub: state,
    log: log.health(),
    retention: defaultHubOptions.retention,
    tokenFile: options.tokenFile ?? statePath,
    needsToken: isLocked(options),
    needsSignature: options.incomingSecretFile !== undefined,
    // The hub may have refused one: its port was not known before.
    destinations: destinations && { ...destinations, targets: webhookTargets },
    printToken: options.printToken ?? false,
  };
  if (options.json) writeData(readyLine(announced));
  else writeWords(announcement(announced));
}

async function saveToken(hub: RunningHub, file: string): Promise<void> {
  try {
    await writeTokenFile(file, hub.state.token);
  } catch (error) {
    await hub.dispose();
    throw error;
  }
}
