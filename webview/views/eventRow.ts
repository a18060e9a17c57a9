import { html } from 'lit';
import { hueOf } from '../hue.ts';
import type { EventRow, Row, SeamRow } from '../row.ts';
import { summaryOf } from '../summary.ts';
import { lineText } from '../text.ts';
import { fullTime, rowTime } from '../time.ts';

/** Where a row stands in the whole list, of which only a part is in the document. */
export type RowPlace = { readonly position: number; readonly setSize: number; readonly isCurrent: boolean };

function rowId(row: Row): string {
  return `row-${row.key}`;
}

export function rowView(row: Row, place: RowPlace) {
  return row.kind === 'event' ? eventRowView(row, place) : seamRowView(row, place);
}

function eventRowView(row: EventRow, { position, setSize, isCurrent }: RowPlace) {
  const { type, timestamp, source } = row.event;
  const time = rowTime(timestamp, new Date());
  return html`<div
    id=${rowId(row)}
    class="row"
    role="option"
    data-key=${row.key}
    aria-selected=${String(isCurrent)}
    aria-posinset=${position}
    aria-setsize=${setSize}
  ><span class="row-time" title=${fullTime(timestamp)}>${time.main}<span class="row-ms">${time.rest}</span></span
  ><span class="row-type hue-${hueOf(type)}"><bdi>${lineText(type)}</bdi></span
  ><span class="row-summary"><bdi>${summaryOf(row.event)}</bdi></span
  ><span class="row-source"><bdi>${lineText(source ?? '')}</bdi></span></div>`;
}

function seamRowView(row: SeamRow, { position, setSize }: RowPlace) {
  return html`<div
    id=${rowId(row)}
    class="row seam"
    role="option"
    aria-disabled="true"
    aria-selected="false"
    aria-posinset=${position}
    aria-setsize=${setSize}
  ><span class="seam-text" title=${lineText(row.seam.text)}>${lineText(row.seam.text)}</span></div>`;
}
