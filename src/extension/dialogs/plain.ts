import { visibleText } from '../../shared/visibleText.ts';

/** Words of strangers for a message of the editor, which would make links that run commands of `[words](command:…)`. */
export function plain(text: string): string {
  return visibleText(text).replaceAll('](', '] (');
}

/** Words of strangers for a line to choose from, where the editor would make an icon of `$(trash)`. */
export function withoutIcons(text: string): string {
  return visibleText(text).replaceAll('$(', '$ (');
}

/** Words of strangers for a tooltip, a line each. What is empty has none. */
export function plainLines(...lines: readonly (string | null)[]): string {
  return lines
    .flatMap((line) => line || [])
    .map(visibleText)
    .join('\n');
}
