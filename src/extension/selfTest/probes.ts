import type { HubState } from '../../shared/api.ts';
import { routes } from '../../shared/api.ts';
import { l10n } from '../l10n.ts';
import { isOnThisMachineOnly, isTokenKept } from './placeProbes.ts';
import { type ProbeRequest, sendProbe } from './probeRequest.ts';

/** What is probed. */
export type ProbeTarget = {
  readonly hub: Pick<HubState, 'url' | 'port' | 'token'>;
  /** What the hub was told to listen on. */
  readonly host: string;
  /** Where that hub leaves its token. */
  readonly statePath: string;
  /** Addresses by which other machines could reach this one. */
  readonly otherAddresses: readonly string[];
  /** As `process.platform`. */
  readonly platform: string;
};

/** `open`: there is no guard, since a person has decided so. */
export type Verdict = 'pass' | 'fail' | 'open' | 'unchecked';

export type Finding = {
  readonly verdict: Verdict;
  /** What came back, in words of ours. */
  readonly got: string;
  /** In place of that of the probe, where it is another one. */
  readonly danger?: string;
};

export type Probe = {
  /** What is tried. */
  readonly name: string;
  /** Request line and headers. */
  readonly sent: readonly string[];
  /** What could happen if the hub had no guard against it. */
  readonly danger: string;
  readonly check: (target: ProbeTarget) => Promise<Finding>;
};

const EVIL = 'https://evil.example';
/** An allowed page, and never one of the hub itself, which has a port. */
const OTHER_PAGE = 'http://other.localhost';
const JSON_TYPE = 'application/json';

/**
 * The ten most telling attacks, and what stops them. None does any harm where its guard is missing: what is posted is refused further in as
 * well, and what is read is one event that the self-test forgets.
 */
export const createProbes = (): readonly Probe[] => [
  {
    name: l10n.t('Another machine (every address but loopback)'),
    sent: [`GET ${routes.health}`],
    danger: l10n.t('Anybody in your network could post events and follow them.'),
    check: isOnThisMachineOnly,
  },
  ...probesThatRead(),
  ...probesThatAct(),
  {
    name: l10n.t('The token in the open (state file, its folder, health)'),
    sent: [`GET ${routes.health}`],
    danger: l10n.t('Other users or pages could take the token, and with it everything.'),
    check: isTokenKept,
  },
];

const probesThatRead = (): readonly Probe[] => [
  refused({
    name: l10n.t('A foreign host name (DNS rebinding)'),
    request: { path: `${routes.history}?limit=1`, headers: { Host: 'evil.example' } },
    by: ['403 host-not-allowed'],
    danger: l10n.t('A web page could point its own name at this machine and read your events as its own.'),
  }),
  refused({
    name: l10n.t('A page of another site that follows events'),
    request: { path: routes.events, headers: { Origin: EVIL, 'Sec-Fetch-Site': 'cross-site' } },
    by: ['403 origin-not-allowed'],
    isUnreadable: true,
    danger: l10n.t('Every web page that you open could follow your events.'),
  }),
  refused({
    name: l10n.t('A page without an origin (a file, a sandbox)'),
    request: { path: routes.events, headers: { Origin: 'null' } },
    by: ['403 origin-null'],
    isUnreadable: true,
    danger: l10n.t('Any web page could follow your events from a sandboxed frame.'),
  }),
  refused({
    name: l10n.t('A page of another site that hides its origin'),
    request: {
      path: `${routes.history}?limit=1`,
      headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
    },
    by: ['403 cross-site'],
    danger: l10n.t('Web pages could load your events as a script or an image and learn from that.'),
  }),
];

const probesThatAct = (): readonly Probe[] => [
  refused({
    name: l10n.t('A post without a preflight (CSRF)'),
    // A reserved type: nothing is published, whatever the content type.
    request: {
      method: 'POST',
      path: routes.webhook,
      headers: { Origin: OTHER_PAGE, 'Content-Type': 'text/plain' },
      body: '{"event_type":"stream.self_test"}',
    },
    by: ['415 unsupported-media-type', '401 token-required', '401 signature-required'],
    danger: l10n.t('Pages could post by a plain form, which browsers send without asking the hub first.'),
  }),
  refused({
    name: l10n.t('A page of another server on this machine that reads the history'),
    request: { path: `${routes.history}?limit=1`, headers: { Origin: OTHER_PAGE } },
    by: ['401 token-required'],
    danger: l10n.t('Hostile code in any dev server of yours could read all that was posted before.'),
  }),
  refused({
    name: l10n.t('A token that was guessed'),
    // There is no such window, so nothing is watched.
    request: {
      method: 'POST',
      path: routes.watch,
      headers: { Authorization: 'Bearer a-guess', 'Content-Type': JSON_TYPE },
      body: '{"window":"self-test","folders":[],"include":[],"exclude":[]}',
    },
    by: ['401 token-required'],
    danger: l10n.t('Any program could pose as your editor, end the hub or empty its log.'),
  }),
  refused({
    name: l10n.t('A page of another site that starts the microphone'),
    // No JSON at all, so nobody is asked and nothing is switched on.
    request: { method: 'POST', path: routes.listenStart, headers: { Origin: EVIL, 'Content-Type': JSON_TYPE }, body: '{' },
    by: ['403 origin-not-allowed'],
    isUnreadable: true,
    danger: l10n.t('A web page could ask for your microphone.'),
  }),
];

type Refusal = Pick<Probe, 'name' | 'danger'> & {
  readonly request: ProbeRequest;
  /** Status and code of every answer that stops it. */
  readonly by: readonly string[];
  /** Not even the refusal may be read by the page. */
  readonly isUnreadable?: boolean;
};

function refused({ name, danger, request, by, isUnreadable = false }: Refusal): Probe {
  const { method = 'GET', path, headers = {} } = request;
  return {
    name,
    danger,
    sent: [`${method} ${path}`, ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`)],
    check: async ({ hub }) => {
      const { status, code, isReadable } = await sendProbe(hub.url, request);
      const answer = code === undefined ? String(status) : `${status} ${code}`;
      const isLeaking = isUnreadable && isReadable;
      return {
        verdict: by.includes(answer) && !isLeaking ? 'pass' : 'fail',
        got: isLeaking ? l10n.t('{0}, which the page may read', answer) : answer,
      };
    },
  };
}
