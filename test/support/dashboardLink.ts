import type { HubEvent } from '../../src/shared/events.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import type { Stats } from '../../src/shared/webhooks.ts';
import { HubLink, type LinkContent } from '../../webview/host/browser/hubLink.ts';
import { PageStore } from '../../webview/host/browser/pageStore.ts';
import { Sight } from '../../webview/host/browser/sight.ts';
import { pageStorage } from './pageStorage.ts';
import { PageTab } from './pageTab.ts';

/** The link of a dashboard, and all that a view would have heard of it. */
export type DashboardLink = AsyncDisposable & {
  readonly link: HubLink;
  readonly store: PageStore;
  /** Away as soon as it is hidden. */
  readonly tab: PageTab;
  /** What the view shows: the number in the data of each event, and the lines. */
  readonly rows: (number | string)[];
  readonly statuses: HubStatus[];
  readonly stats: (Stats | null)[];
  readonly reloads: LinkContent[];
  locked: number;
  token: string | undefined;
};

/** @param url that of the hub, or of a line to it */
export async function openDashboardLink(url: string, token?: string): Promise<DashboardLink> {
  const store = new PageStore({ tab: pageStorage(), browser: pageStorage(), path: '/' });
  const tab = new PageTab();
  const show = ({ events, seams }: LinkContent): void => {
    opened.rows.splice(0, opened.rows.length, ...seams.map(({ text }) => text), ...events.map(numberOf));
  };
  const link: HubLink = new HubLink({
    url,
    keeper: {
      get current() {
        return opened.token;
      },
      drop() {
        opened.token = undefined;
      },
    },
    sight: new Sight(tab, 0),
    store,
    view: {
      onEvents: (events) => void opened.rows.push(...events.map(numberOf)),
      onSeam: ({ text }) => void opened.rows.push(text),
      onStatus: (status) => void opened.statuses.push(status),
      onStats: (stats) => void opened.stats.push(stats),
    },
    onReload: (content) => {
      opened.reloads.push(content);
      show(content);
    },
    onLocked: () => {
      opened.locked++;
    },
  });
  const opened: DashboardLink = {
    link,
    store,
    tab,
    rows: [],
    statuses: [],
    stats: [],
    reloads: [],
    locked: 0,
    token,
    async [Symbol.asyncDispose]() {
      link.close();
    },
  };
  show(await link.open());
  return opened;
}

function numberOf({ data }: HubEvent): number {
  return Number(data.n);
}
