/** 1,234,567 */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** 1,234,567 events */
export function eventsText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'event' : 'events'}`;
}
