const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const units = [
  { ms: DAY, one: 'day', many: 'days' },
  { ms: HOUR, one: 'h', many: 'h' },
  { ms: MINUTE, one: 'min', many: 'min' },
  { ms: SECOND, one: 's', many: 's' },
] as const;

/** How far a time is from now: `5 min ago`, `in 2 days`. */
export function agoText(at: number, now: number): string {
  const distance = Math.abs(now - at);
  const unit = units.find(({ ms }) => distance >= ms);
  if (!unit) return 'now';
  const count = Math.floor(distance / unit.ms);
  const text = `${count.toLocaleString('en-US')} ${count === 1 ? unit.one : unit.many}`;
  return at > now ? `in ${text}` : `${text} ago`;
}
