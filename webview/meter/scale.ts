import { METER_FLOOR_DB } from '../../src/shared/listening.ts';

/** Where a level stands on the scale: 0 at −60 dBFS and below, 1 at full scale and above. */
export function fractionOf(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / METER_FLOOR_DB));
}

export type Zone = { readonly name: 'low' | 'middle' | 'high'; readonly from: number; readonly to: number };

/** Parts of the scale, each with a colour of its own. Speech belongs into the first, and only peaks into the last. */
export const zones: readonly Zone[] = [
  { name: 'low', from: 0, to: fractionOf(-20) },
  { name: 'middle', from: fractionOf(-20), to: fractionOf(-9) },
  { name: 'high', from: fractionOf(-9), to: 1 },
];

/** The zone in which a bar of this length ends. */
export function zoneOf(fraction: number): Zone['name'] {
  return zones.find(({ to }) => fraction <= to)?.name ?? 'high';
}

/** The levels that a scale names. Where room is short, the first ones stay. */
const marks = [METER_FLOOR_DB, 0, -20, -40, -12, -30, -50, -6];

/** The marks whose labels have room beside each other, the lowest first. `labelWidth` measures a label; all in one unit. */
export function marksFor(width: number, labelWidth: (label: string) => number): readonly Mark[] {
  const gap = labelWidth('0');
  const kept: Mark[] = [];
  for (const db of marks) {
    const mark = markAt(db, width, labelWidth);
    if (kept.every(({ start, end }) => end + gap <= mark.start || mark.end + gap <= start)) kept.push(mark);
  }
  return kept.sort((a, b) => a.db - b.db);
}

export type Mark = {
  readonly db: number;
  readonly label: string;
  /** Where its line is. */
  readonly at: number;
  /** Where its label begins and ends: below the line, but never beyond the scale. */
  readonly start: number;
  readonly end: number;
};

function markAt(db: number, width: number, labelWidth: (label: string) => number): Mark {
  const label = db === 0 ? '0' : `−${-db}`;
  const [at, length] = [fractionOf(db) * width, labelWidth(label)];
  const start = Math.max(0, Math.min(width - length, at - length / 2));
  return { db, label, at, start, end: start + length };
}
