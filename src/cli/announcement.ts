import { curlPost, DAY_MS, type HubState, type LogHealth, type Retention, routes } from '../shared/api.ts';
import type { Listening } from '../shared/listening.ts';
import { visibleText } from '../shared/visibleText.ts';
import { countText } from './countText.ts';
import type { Destinations } from './webhookFlags.ts';

/** For lines of curl, after which it stands. */
const WITH_TOKEN = ' -H "Authorization: Bearer <token>"';

/** What `serve` tells about a hub when it is ready. */
export type Announced = {
  readonly hub: HubState;
  readonly log: LogHealth;
  readonly retention: Retention;
  /** Where the token can be read. */
  readonly tokenFile: string;
  /** Whether every request needs it. */
  readonly needsToken: boolean;
  /** Whether posts need it, or a signature. */
  readonly needsSignature: boolean;
  readonly destinations: Destinations | undefined;
  readonly printToken: boolean;
};

/** The first line on stdout with `--json`. `log` is null when events are kept in memory. */
export function readyLine({ hub, log, tokenFile, printToken }: Announced): string {
  const { url, pid, token } = hub;
  return JSON.stringify({ event: 'ready', url, pid, tokenFile, log: log.path ?? null, ...(printToken && { token }) });
}

/** The same for people. */
export function announcement({ hub, log, retention, tokenFile, printToken, destinations, ...needs }: Announced): string {
  const { url, token } = hub;
  const lines = [
    placeOfEvents(log, retention),
    ...(destinations?.targets.length
      ? [`Events of the types ${destinations.types.join(', ')} go as webhooks to ${destinations.targets.join(', ')}.`]
      : []),
    `The token is ${printToken ? `${token}, also ` : ''}in ${tokenFile}.`,
    ...wordsOfNeeds(needs),
  ];
  return `Dev Sync is on at ${url}. Ctrl-C ends it.

Post an event:
  ${curlPost(url)}${needs.needsToken || needs.needsSignature ? WITH_TOKEN : ''}
Follow events:
  curl -N ${url}${routes.events}${needs.needsToken ? WITH_TOKEN : ''}

${lines.join('\n')}
`;
}

function wordsOfNeeds({ needsToken, needsSignature }: Pick<Announced, 'needsToken' | 'needsSignature'>): string[] {
  if (needsToken) return [`Every request needs it:${WITH_TOKEN}.`];
  return needsSignature ? [`Posts need a signature (Standard Webhooks), or the token:${WITH_TOKEN}.`] : [];
}

/** Where events are kept, and how many for how long. */
export function placeOfEvents({ path, problem }: LogHealth, { maxEvents, maxBytes, maxAgeMs }: Retention): string {
  if (path === undefined) return `Events are kept in memory${problem ? ', see the warning above' : ''}: they are gone when this hub ends.`;
  const days = Math.round(maxAgeMs / DAY_MS);
  const mebibytes = Math.round(maxBytes / 2 ** 20);
  return `Events are kept in ${path}: the newest ${countText(maxEvents)}, up to ${mebibytes} MiB, for ${days} ${days === 1 ? 'day' : 'days'}.`;
}

export function microphoneWords(url: string, { device, backend, sampleRate }: Listening): string {
  return `Listening to ${visibleText(device ?? 'a microphone')} (${backend}, ${sampleRate} Hz). Stop it:\n  curl -X POST ${url}${routes.listenStop}`;
}
