import type { EventPost } from '../../src/shared/api.ts';
import { type HubEvent, MICROPHONE_SOURCE } from '../../src/shared/events.ts';
import { t } from '../l10n.ts';

/** Browsers name each other: the first of these that fits is the one. */
const browsers = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Chrome', /\b(?:Headless)?Chrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)\S* .*\bSafari\//],
] as const;
/** `curl/8.5.0`, `python-httpx/0.28.1`: the name, and of the version what people say of it. */
const PRODUCT = /^([^\s/]{1,60})(?:\/v?(\d+(?:\.\d+)?))?/;

/** Who sent a post, by what it says of itself: `curl 8.5`, `Chrome 141 on http://localhost:5173`; null when it says nothing. */
export function senderOf({ headers }: EventPost): string | null {
  const program = programOf(headerOf(headers, 'user-agent') ?? '');
  const origin = headerOf(headers, 'origin');
  if (!origin) return program;
  return program === null ? t('A page on {0}', origin) : t('{0} on {1}', program, origin);
}

/** Why it cannot be said how an event came in. */
export function notPostText({ type, source }: HubEvent): string {
  if (type === 'frontend.file_changed' && source === 'watcher') return t('It was not posted: the hub saw it in the files that it watches.');
  if (source === MICROPHONE_SOURCE) return t('It was not posted: the hub heard it with its microphone.');
  return t('It is not kept any more: the hub knows this of the newest posts only, and since it was started.');
}

function programOf(agent: string): string | null {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(agent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  const [, name, version] = PRODUCT.exec(agent) ?? [];
  return name === undefined ? null : [name, version].filter((part) => part !== undefined).join(' ');
}

function headerOf(headers: EventPost['headers'], wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}
