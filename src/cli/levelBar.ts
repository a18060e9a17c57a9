import { METER_FLOOR_DB, type MeterFrame } from '../shared/listening.ts';
import { blocks } from './blocks.ts';

/** Cells of a bar where there is room. */
const WIDEST = 50;
/** What stands beside the bar: `-12.3 dB  peak  -6.0  CLIP`. */
const WORDS = 28;

/** A level as one line of a terminal: RMS as a bar from −60 to 0 dB, the highest peak of the last moments as a mark in it. */
export function levelBar({ rmsDb, holdDb, clipped }: Pick<MeterFrame, 'rmsDb' | 'holdDb' | 'clipped'>, columns: number): string {
  const cells = Math.max(1, Math.min(WIDEST, columns - WORDS - 2));
  const bar = filled(rmsDb, cells).padEnd(cells);
  const mark = Math.ceil(shareOf(holdDb) * cells) - 1;
  const marked = mark >= 0 && bar[mark] === ' ' ? `${bar.slice(0, mark)}│${bar.slice(mark + 1)}` : bar;
  return `▕${marked}▏${decibels(rmsDb)} dB  peak ${decibels(holdDb)}${clipped ? '  CLIP' : ''}`;
}

function filled(db: number, cells: number): string {
  return blocks(Math.round(shareOf(db) * cells * 8));
}

function shareOf(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / METER_FLOOR_DB));
}

function decibels(db: number): string {
  return db.toFixed(1).padStart(6);
}
