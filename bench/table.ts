import { say } from '../scripts/project.ts';

/** In Markdown: words to the left, figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** With an empty line behind it. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  say(`${table(head, rows)}\n`);
}

/** As ×1.50; a dash when there is nothing to compare with. */
export function ratio(value: number, baseline: number | undefined): string {
  return baseline === undefined || Number.isNaN(value / baseline) ? '–' : `×${(value / baseline).toFixed(2)}`;
}

/** Whether what was promised came true. */
export function verdict(holds: boolean): string {
  return holds ? 'holds' : '**does not hold**';
}
