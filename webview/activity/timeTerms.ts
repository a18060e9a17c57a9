import type { Times } from './range.ts';

/** The query for what it lets through in this time. The times are those of the clock on the wall, with its zone: they mean the same everywhere. */
export function withTimes(query: string, { from, to }: Times): string {
  return `${query.trim()} after:${localIso(from)} before:${localIso(to)}`.trim();
}

/** `2026-03-02T10:15:03+01:00` */
function localIso(at: number): string {
  const offset = -new Date(at).getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'));
  const local = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}
