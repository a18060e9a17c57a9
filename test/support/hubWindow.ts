import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endHubs } from '../../scripts/hubs.ts';
import { root } from '../../scripts/project.ts';
import { findHub } from '../../src/client/discovery.ts';
import { createHubClient } from '../../src/client/hubClient.ts';
import { HubController, type HubSupply, type Interruption } from '../../src/extension/hubController.ts';
import { forkHub } from '../../src/extension/hubProcess.ts';
import type { HubOptions } from '../../src/server/index.ts';
import type { HubState } from '../../src/shared/api.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import { createLogger } from '../../src/shared/logger.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { tempWorkspace } from './tempWorkspace.ts';
import { until } from './until.ts';

/** What an editor window is to the controller, with real forked hubs and without the editor. */
export type HubWindow = Disposable & {
  readonly controller: HubController;
  readonly received: HubEvent[];
  readonly statuses: HubStatus['state'][];
  readonly interruptions: Interruption['kind'][];
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

/** @param overrides parts of the supply that the test wants otherwise */
export function openWindow({ port, stateHome }: HubPlace, overrides: Partial<HubSupply> = {}): HubWindow {
  const stateDir = join(stateHome, 'dev-sync/hubs');
  let loads = 0;
  const find = () => findHub(stateDir, port, (path) => readFile(path, 'utf8'));
  const fork = () =>
    forkHub({
      modulePath: join(root, 'dist/hub.js'),
      logPath: join(stateHome, 'hub.log'),
      options: { port, portPolicy: 'exact', stateDir, lifetime: 'windows', name: 'test', audio },
    });
  const supply: HubSupply = {
    find,
    // Of two windows that start a hub at once one loses the port, and uses the hub of the other.
    launch: () => fork().catch(() => until(find, 'the hub of the other window')),
    watchRequest: () => ({ folders: [], include: [], exclude: [] }),
    load: async (hub) => {
      loads++;
      const { events } = await createHubClient(hub).history();
      return events.at(-1)?.id ?? 'earliest';
    },
    remember: () => {},
    ...overrides,
  };
  const controller = new HubController(
    supply,
    createLogger(() => {}),
  );
  const received: HubEvent[] = [];
  const statuses: HubStatus['state'][] = [];
  const interruptions: Interruption['kind'][] = [];
  let hub: HubState | undefined;
  controller.onDidAttach((attached) => {
    hub = attached;
  });
  const attachedHub = () => {
    if (!hub) throw new Error('The window is not attached');
    return hub;
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
    loads: () => loads,
    hub: attachedHub,
    send,
    [Symbol.dispose]: () => controller.dispose(),
  };
}
