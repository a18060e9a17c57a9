import { LevelFeed } from '../../../src/client/levelFeed.ts';
import { olderEvents } from '../../../src/client/newestEvents.ts';
import { panelCalls } from '../../../src/client/panelCalls.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import type { HostApi, HubStatus, PanelCommand, PanelSnapshot, ViewApi } from '../../../src/shared/panel.ts';
import { changedMemory } from '../../../src/shared/panelMemory.ts';
import type { Handlers, Remote } from '../../../src/shared/rpc.ts';
import { t } from '../../l10n.ts';
import type { ConnectHost } from '../host.ts';
import { confirm } from './confirmDialog.ts';
import { HubLink, type LinkContent } from './hubLink.ts';
import { Lock } from './lock.ts';
import { fileCalls } from './pageFiles.ts';
import { PageStore } from './pageStore.ts';
import { Sight } from './sight.ts';
import { TokenKeeper } from './tokenKeeper.ts';

const commands: readonly PanelCommand[] = [
  'reconnect',
  'sendTestEvent',
  'startListening',
  'stopListening',
  'deleteEventLog',
  'goOnWithoutToken',
];

/** The hub that the page came from, asked by the page itself. Call it once: it owns what the page keeps. */
export const connectBrowser: ConnectHost = (view) => {
  // Behind a proxy the hub may lie below a path.
  const path = location.pathname.replace(/[^/]*$/, '');
  const url = `${location.origin}${path.replace(/\/$/, '')}`;
  const store = new PageStore({ tab: sessionStorage, browser: localStorage, path });
  const keeper = new TokenKeeper({ location, history, storage: sessionStorage }, store.keyOf('token'));
  const lock = new Lock(url, keeper);
  let isOffered = lock.offer(keeper.takeFromUrl());
  const follow = createLevels(view, () => link);
  const link: HubLink = new HubLink({
    url,
    keeper,
    sight: new Sight(document),
    store,
    view: {
      ...view,
      onStatus(status) {
        follow(status);
        return view.onStatus(status);
      },
    },
    onReload: (content) => void view.onSnapshot(snapshotOf(content)),
    onLocked: (reason) => void lock.ask(reason),
  });
  const snapshotOf = (content: LinkContent): PanelSnapshot => ({
    ...content,
    defaultHub: { url },
    memory: store.memory,
    commands,
    canOpenFiles: false,
  });
  const open = async () => {
    await isOffered;
    return snapshotOf(await link.open());
  };
  keeper.onDidChange(() => link.reconnect());
  addEventListener('hashchange', () => {
    isOffered = lock.offer(keeper.takeFromUrl());
  });
  addEventListener('online', () => link.reconnect());
  addEventListener('storage', ({ key }) => {
    if (key === store.keyOf('memory')) void view.onMemory(store.memory);
  });
  return {
    calls: createCalls({ link, lock, store, open }),
    bindsKeys: false,
    restore: () => store.view,
    save(saved) {
      try {
        store.view = saved;
      } catch (cause) {
        // The page goes on without; the developer tools of the browser show why.
        reportError(new Error('The browser did not keep what this page shows.', { cause }));
      }
    },
  };
};

/** Levels only while there is somebody to see them: browsers let six streams to one place through. */
function createLevels(view: Pick<Handlers<ViewApi>, 'onLevels'>, link: () => HubLink): (status: HubStatus) => void {
  // What went wrong with them is in the status of the hub, too.
  const feed = new LevelFeed({ logger: { debug: () => {} } });
  feed.onDidReceive((frames) => void view.onLevels(frames));
  let isListening = false;
  const update = () => feed.listenTo(isListening && document.visibilityState === 'visible' ? link().address : undefined);
  document.addEventListener('visibilitychange', update);
  return (status) => {
    isListening = status.state === 'on' && status.listening.status !== 'stopped';
    update();
  };
}

type CallParts = {
  readonly link: HubLink;
  readonly lock: Lock;
  readonly store: PageStore;
  readonly open: () => Promise<PanelSnapshot>;
};

function createCalls({ link, lock, store, open }: CallParts): Remote<HostApi> {
  const hub = panelCalls(() => link.client) as Pick<Remote<HostApi>, keyof ReturnType<typeof panelCalls>>;
  return {
    ...hub,
    ...fileCalls({ link, lock, start: () => store.start }),
    retryDelivery: (id) => lock.pass(() => hub.retryDelivery(id)),
    retryFailed: () => lock.pass(() => hub.retryFailed()),
    discardDelivery: (id) => lock.pass(() => hub.discardDelivery(id)),
    send: (draft) => lock.pass(() => hub.send(draft)),
    ready: open,
    older: (before) => olderEvents(link.client, before, store.start),
    async setStart(id) {
      store.start = id;
    },
    async keepSeam(seam) {
      store.keepSeam(seam);
    },
    copy,
    run: (command) => runners[command]?.({ link, lock }) ?? Promise.resolve(),
    templates: async () => [],
    // No view offers it: the snapshot says that there are no files here.
    openFile: async () => {},
    async remember(change) {
      store.memory = changedMemory(store.memory, change);
    },
    focusMoved: async () => {},
  };
}

type Runner = (parts: Pick<CallParts, 'link' | 'lock'>) => Promise<void>;

const runners: { readonly [K in PanelCommand]?: Runner } = {
  async reconnect({ link }) {
    link.reconnect();
  },
  async goOnWithoutToken({ link }) {
    link.goOnWithoutToken();
  },
  async sendTestEvent({ link, lock }) {
    const event = { event_type: 'test.event', data: { message: 'Hello from the dashboard' }, source: 'dashboard' };
    await lock.pass(() => link.client.send(event));
  },
  async startListening({ link, lock }) {
    await lock.need(t('A page may switch the microphone on with the token of the hub only.'));
    await lock.pass(() => link.client.startListening({}));
  },
  async stopListening({ link, lock }) {
    await lock.pass(() => link.client.stopListening());
  },
  async deleteEventLog({ link, lock }) {
    const words = t('All its events go, for everybody who uses this hub. That cannot be undone; pinned events stay here.');
    if (await confirm({ title: t('Delete the event log?'), words, yes: t('Delete Event Log') }))
      await lock.pass(() => link.client.clearHistory());
  },
};

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    const message = t('The browser did not let this page write to the clipboard.');
    throw new DevSyncError('internal-error', { message, next: t('Open the page at http://localhost, and keep it in front.'), cause });
  }
}
