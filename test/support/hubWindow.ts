import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endHubs } from '../../scripts/hubs.ts';
import { root } from '../../scripts/project.ts';
import { createHubClient } from '../../src/client/hubClient.ts';
import { HubController, type Interruption } from '../../src/extension/hub/hubController.ts';
import { HubLauncher, type PortMove } from '../../src/extension/hub/hubLauncher.ts';
import type { HubSupply } from '../../src/extension/hub/hubSupply.ts';
import { LastHub } from '../../src/extension/hub/lastHub.ts';
import type { HubOptions } from '../../src/server/index.ts';
import type { HubState } from '../../src/shared/api.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import { createLogger, type Logger } from '../../src/shared/logger.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import type { Secrets } from '../../src/shared/webhooks.ts';
import { createMemento } from './memento.ts';
import { tempWorkspace } from './tempWorkspace.ts';

/** What an editor window is to the controller, with real forked hubs and without the editor. */
export type HubWindow = Disposable & {
  readonly controller: HubController;
  readonly received: HubEvent[];
  readonly statuses: HubStatus['state'][];
  readonly interruptions: Interruption['kind'][];
  /** Every hub that the window was attached to, also the same one again. */
  readonly attached: HubState[];
  /** What the window was told of ports that were taken. */
  readonly moves: PortMove[];
  /** How often the history was read. */
  readonly loads: () => number;
  /** What the state file of the attached hub says. */
  readonly hub: () => HubState;
  send(type: string): Promise<string>;
};

/** A folder for state files and logs, and a port, that windows share. */
export type HubPlace = AsyncDisposable & { readonly port: number; readonly stateHome: string };

export async function createPlace(port: number): Promise<HubPlace> {
  const state = await tempWorkspace();
  const dispose = async () => {
    await endHubs(state.path);
    await state.dispose();
  };
  return { port, stateHome: state.path, [Symbol.asyncDispose]: dispose };
}

/** A hub that needs no microphone. */
const audio: HubOptions['audio'] = { backend: 'tone', device: null, intervalMs: 100, scale: 'db', soundEvents: false };

export type WindowOptions = {
  /** Parts of the supply that the test wants otherwise. */
  readonly supply?: Partial<HubSupply>;
  /** Name of the workspace, which has a log of its own. */
  readonly workspace?: string;
  /** What the editor keeps for the workspace; the same one again is the same window after a reload. */
  readonly memento?: ReturnType<typeof createMemento>;
  /** In place of real pauses between tries. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly settings?: {
    readonly port?: number;
    readonly isPortChosen?: boolean;
    sharing?: 'join' | 'own';
    readonly options?: Partial<HubOptions>;
  };
  /** What the editor keeps secret. */
  readonly secrets?: (names: readonly string[]) => Promise<Secrets>;
  /** How long that is waited for. */
  readonly secretsTimeoutMs?: number;
  /** Where the launcher of hubs writes. */
  readonly logger?: Logger;
};

export function openWindow({ port, stateHome }: HubPlace, options: WindowOptions = {}): HubWindow {
  const { supply, workspace = 'test', settings = {}, memento = createMemento(), wait = delay } = options;
  const { secrets = async () => ({}), secretsTimeoutMs, logger = createLogger(() => {}) } = options;
  const stateFolder = join(stateHome, 'dev-sync/hubs');
  const moves: PortMove[] = [];
  const lastHub = new LastHub(memento);
  const launcher = new HubLauncher({
    modulePath: join(root, 'dist/hub.js'),
    stateFolder,
    home: { name: workspace, dataDir: join(stateHome, workspace, 'log'), logPath: join(stateHome, workspace, 'hub.log') },
    settings: () => ({
      port,
      isPortChosen: true,
      sharing: 'join',
      ...settings,
      options: { stateDir: stateFolder, audio, ...settings.options },
    }),
    secrets,
    ...(secretsTimeoutMs !== undefined && { secretsTimeoutMs }),
    lastPlace: () => lastHub.place,
    onPortMoved: (move) => moves.push(move),
    logger,
    wait,
  });
  let loads = 0;
  const load = async (hub: HubState) => {
    loads++;
    const { events } = await createHubClient(hub).history();
    return events.at(-1)?.id ?? 'earliest';
  };
  const real: HubSupply = {
    find: (lost) => launcher.find(lost),
    findRemains: () => launcher.findRemains(),
    allows: (hub) => launcher.allows(hub),
    ownerOf: (hub) => launcher.ownerOf(hub),
    launch: (predecessor) => launcher.launch(predecessor),
    watchRequest: () => ({ folders: [], include: [], exclude: [] }),
    load,
    remember: (hub) => void lastHub.replace(hub),
  };
  return follow({ ...real, ...supply }, { moves, loads: () => loads }, wait);
}

type Wait = (ms: number) => Promise<void>;

function follow(supply: HubSupply, seen: Pick<HubWindow, 'moves' | 'loads'>, wait: Wait): HubWindow {
  const controller = new HubController(
    supply,
    createLogger(() => {}),
    wait,
  );
  const received: HubEvent[] = [];
  const statuses: HubStatus['state'][] = [];
  const interruptions: Interruption['kind'][] = [];
  const attached: HubState[] = [];
  controller.onDidAttach((hub) => attached.push(hub));
  const hub = () => {
    const last = attached.at(-1);
    if (!last) throw new Error('The window was never attached');
    return last;
  };
  controller.onDidReceive((event) => received.push(event));
  controller.onDidChangeStatus(({ state }) => statuses.push(state));
  controller.onDidInterrupt(({ kind }) => interruptions.push(kind));
  const send = async (type: string) => (await controller.client.send({ event_type: type })).id ?? '';
  return {
    controller,
    received,
    statuses,
    interruptions,
    attached,
    ...seen,
    hub,
    send,
    [Symbol.dispose]: () => controller.dispose(),
  };
}
