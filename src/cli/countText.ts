/** 1,234,567 */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
