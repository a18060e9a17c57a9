import type { HubEvent } from '../shared/events.ts';
import { visibleText } from '../shared/visibleText.ts';
import { eventLine } from './eventLine.ts';
import { DEFAULT_COLUMNS } from './output.ts';

export type PrintOptions = {
  readonly asJson: boolean;
  /** Whether the event may be of another day. */
  readonly isDated: boolean;
};

/** One event as a line of stdout, with its end. */
export function printedEvent(event: HubEvent, { asJson, isDated }: PrintOptions): string {
  // Lines that go into a file or to another program are whole.
  const columns = process.stdout.isTTY ? process.stdout.columns || DEFAULT_COLUMNS : Number.POSITIVE_INFINITY;
  return `${asJson ? visibleText(JSON.stringify(event)) : eventLine(event, { columns, isDated })}\n`;
}
