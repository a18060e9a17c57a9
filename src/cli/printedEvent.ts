import type { HubEvent } from '../shared/events.ts';
import { visibleText } from '../shared/visibleText.ts';
import { eventLine } from './eventLine.ts';
import { columnsOfData } from './output.ts';

export type PrintOptions = {
  readonly asJson: boolean;
  /** Whether the event may be of another day. */
  readonly isDated: boolean;
};

/** One event as a line of stdout, with its end. */
export function printedEvent(event: HubEvent, { asJson, isDated }: PrintOptions): string {
  if (asJson) return `${visibleText(JSON.stringify(event))}\n`;
  const { stdout } = process;
  // A terminal knows NO_COLOR, and whether it has colors.
  return `${eventLine(event, { columns: columnsOfData(), isDated, isColored: stdout.isTTY && stdout.hasColors() })}\n`;
}
