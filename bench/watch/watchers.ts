import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createParser } from 'eventsource-parser';
import { root } from '../../scripts/project.ts';
import { findOnPath } from '../../scripts/systemPackages.ts';
import { routes } from '../../src/shared/api.ts';
import type { FileChanged, HubEvent } from '../../src/shared/events.ts';
import { defaultExclude, defaultInclude } from '../../src/shared/watchGlobs.ts';
import { startKillableHub } from '../../test/support/killableHub.ts';
import { aptHint, type Competitor, installPackages, packageFolder, packagesFolder, versionOf } from '../installed.ts';

/** A program that says which files change. */
export type Watcher = Competitor & {
  /** Starts what has to run before; the folder is watched only after `watch`. Paths are relative to the folder. */
  open(folder: string, hear: (path: string) => void): Promise<OpenWatcher>;
};

export type OpenWatcher = AsyncDisposable & {
  /** The process that watches, once it does. */
  pid(): number;
  watch(): Promise<void>;
  /** Where events can be posted, if it is a hub. */
  readonly url?: string;
};

export const OURS = 'Dev Sync';
/** What the others are compared with. */
export const BASELINE = 'inotifywait';
/** A save that is not heard within this time is lost. */
const LOST_MS = 5000;
const inotifywait = findOnPath('inotifywait');

export const watchers: readonly Watcher[] = [
  { title: OURS, version: () => versionOf(root), open: openHub },
  {
    title: BASELINE,
    absence: async () => (inotifywait ? undefined : aptHint('inotify-tools')),
    version: () => /[\d.]+/.exec(spawnSync(inotifywait ?? '', ['--help'], { encoding: 'utf8' }).stdout)?.[0] ?? 'unknown',
    open: printing((folder) => [inotifywait ?? '', '-mrq', '-e', 'close_write,moved_to,create,delete', '--format', '%w%f', folder]),
  },
  {
    title: 'chokidar-cli',
    absence: installPackages,
    version: () => `${versionOf(packageFolder('chokidar-cli'))}, chokidar ${versionOf(packageFolder('chokidar'))}`,
    open: printing((folder) => [process.execPath, join(packageFolder('chokidar-cli'), 'index.js'), folder]),
  },
  {
    title: '@parcel/watcher',
    absence: installPackages,
    version: () => versionOf(packageFolder('@parcel/watcher')),
    open: printing((folder) => [process.execPath, join(import.meta.dirname, 'parcel.mjs'), packagesFolder, folder]),
  },
];

/** A program that watches from its start and prints a path on each line, perhaps with the kind of event before it. */
function printing(command: (folder: string) => readonly string[]): Watcher['open'] {
  return async (folder, hear) => {
    const [program = '', ...parameters] = command(folder);
    let child: ChildProcess | undefined;
    const watch = async () => {
      const started = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
      child = started;
      createInterface(started.stdout).on('line', (line) => hear(relative(folder, resolve(line.replace(/^\w+:/, '')))));
      await once(started, 'spawn');
    };
    const dispose = async () => {
      if (child?.kill()) await once(child, 'exit');
    };
    return { pid: () => child?.pid ?? 0, watch, [Symbol.asyncDispose]: dispose };
  };
}

/** The bundle with its durable log, forked, with its defaults; its stream is read over HTTP, as by an EventSource. */
async function openHub(folder: string, hear: (path: string) => void): Promise<OpenWatcher> {
  const hub = await startKillableHub();
  const closeStream = await follow(hub.url, 'frontend.file_changed', (data) => hear((data as FileChanged).file));
  const watch = async () => {
    const body = { window: 'test', folders: [{ name: 'bench', path: folder }], include: defaultInclude, exclude: defaultExclude };
    const headers = { Authorization: `Bearer ${hub.token}`, 'Content-Type': 'application/json' };
    const response = await fetch(hub.url + routes.watch, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  const dispose = async () => {
    closeStream();
    await hub[Symbol.asyncDispose]();
  };
  return { url: hub.url, pid: hub.pid, watch, [Symbol.asyncDispose]: dispose };
}

/** Hears the events of a type until it is closed. */
export async function follow(url: string, type: string, hear: (data: unknown) => void): Promise<() => void> {
  const onEvent = (message: { data: string }) => {
    const event = JSON.parse(message.data) as HubEvent;
    // The hub also says how it is.
    if (event.type === type) hear(event.data);
  };
  const parser = createParser({ onEvent });
  const request = get(`${url}${routes.events}?types=${type}`);
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
  if (response.statusCode !== 200) throw new Error(`The hub answers ${response.statusCode}`);
  response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  // The hub is killed before it could end its streams.
  response.on('error', () => {});
  return () => request.destroy();
}

/** What a watcher was heard to say. */
export type Ear = {
  hear(path: string): void;
  /** Resolves with the time when the path is heard from now on; undefined when that takes too long. */
  next(path: string): Promise<number | undefined>;
  /** How often each path was heard. */
  readonly counts: Map<string, number>;
};

export function createEar(): Ear {
  const counts = new Map<string, number>();
  const waiting = new Map<string, (heardAt: number) => void>();
  const hear = (path: string) => {
    counts.set(path, (counts.get(path) ?? 0) + 1);
    waiting.get(path)?.(performance.now());
  };
  const next = async (path: string) => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    waiting.set(path, resolve);
    const timer = setTimeout(resolve, LOST_MS, undefined);
    const heardAt = await promise;
    clearTimeout(timer);
    waiting.delete(path);
    return heardAt;
  };
  return { hear, next, counts };
}
