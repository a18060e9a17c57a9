import type { HubEvent, KnownType } from '../src/shared/events.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../src/shared/json.ts';
import { visibleText } from '../src/shared/visibleText.ts';
import { t } from './l10n.ts';
import { clip, formatTenths, LINE_CHARACTERS, quoted } from './text.ts';

const STRING_CHARACTERS = 120;
const KEY_CHARACTERS = 40;
const DEPTH = 3;

/** One line about the data, or undefined when the data does not have the expected shape: anybody may post these types. */
type Renderer = (data: JsonObject) => string | undefined;

/** How the types that Dev Sync sends itself read. A new known type does not compile before it has a line here. */
const renderers: Readonly<Record<KnownType, Renderer>> = {
  'frontend.file_changed': ({ file, change, folder }) =>
    typeof file === 'string' && typeof change === 'string' ? join([`${file} ${change}`, folder]) : undefined,
  listening_status: ({ isListening, status }) => {
    if (typeof isListening !== 'boolean') return undefined;
    if (status === 'denied') return t('Microphone access was denied');
    if (status === 'error') return t('Listening was interrupted');
    return isListening ? t('Listening') : t('Not listening');
  },
  audio_level: ({ audioLevel, rmsDb, clipped }) =>
    typeof audioLevel === 'number'
      ? join([
          t('{0} %', Math.round(audioLevel)),
          typeof rmsDb === 'number' ? t('{0} dBFS', formatTenths(rmsDb)) : null,
          clipped === true ? t('clipped') : null,
        ])
      : undefined,
  'audio.sound_started': ({ sessionId }) => (typeof sessionId === 'string' ? t('Sound started') : undefined),
  'audio.sound_stopped': ({ durationMs }) =>
    typeof durationMs === 'number' ? t('Sound stopped after {0} s', formatTenths(durationMs / 1000)) : undefined,
};

const summaries = new WeakMap<HubEvent, string>();

/** What the event says, on one line of plain text. */
export function summaryOf(event: HubEvent): string {
  const known = summaries.get(event);
  if (known !== undefined) return known;
  const summary = rendererOf(event.type)?.(event.data) ?? previewOf(event.data);
  summaries.set(event, summary);
  return summary;
}

function rendererOf(type: string): Renderer | undefined {
  return Object.hasOwn(renderers, type) ? renderers[type as KnownType] : undefined;
}

/** `message: "Hello", tags: ["a", "b"], user: {id: 7}`, as long as a line. */
function previewOf(data: JsonObject): string {
  const line = entriesLine(data, DEPTH, LINE_CHARACTERS);
  return line === '' ? '{}' : clip(line, LINE_CHARACTERS);
}

function entriesLine(data: JsonObject, depth: number, room: number): string {
  let line = '';
  // Not Object.entries: only the first few members of a large object are wanted.
  for (const key in data) {
    if (!Object.hasOwn(data, key)) continue;
    if (line.length > room) return line;
    const value = data[key];
    if (value === undefined) continue;
    line += `${line && ', '}${visibleText(clip(key, KEY_CHARACTERS))}: ${valueLine(value, depth - 1, room - line.length)}`;
  }
  return line;
}

function valueLine(value: JsonValue, depth: number, room: number): string {
  if (typeof value === 'string') return quoted(clip(value, STRING_CHARACTERS));
  if (Array.isArray(value)) return depth > 0 ? `[${itemsLine(value, depth, room)}]` : `[${value.length > 0 ? '…' : ''}]`;
  if (isJsonObject(value)) return depth > 0 ? `{${entriesLine(value, depth, room)}}` : '{…}';
  if (typeof value === 'number') return numberLine(value);
  return String(value);
}

/** Beyond the integers that JavaScript holds, what came may have had other digits. */
function numberLine(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? `≈${value}` : String(value);
}

function itemsLine(items: readonly JsonValue[], depth: number, room: number): string {
  let line = '';
  for (const item of items) {
    if (line.length > room) return line;
    line += `${line && ', '}${valueLine(item, depth - 1, room - line.length)}`;
  }
  return line;
}

function join(parts: readonly (JsonValue | undefined)[]): string {
  return parts
    .filter((part) => typeof part === 'string' && part !== '')
    .map((part) => visibleText(clip(String(part), STRING_CHARACTERS)))
    .join(' · ');
}
