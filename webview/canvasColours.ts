/**
 * The colours `--prefix-name` of a style sheet, for a canvas. They are registered here, so that a script reads what the theme makes of them
 * and not the text of the style sheet.
 */
export function canvasColours<Name extends string>(prefix: string, names: readonly Name[]) {
  const properties = names.map((name) => [name, `--${prefix}-${name}`] as const);
  for (const [, name] of properties) CSS.registerProperty({ name, syntax: '<color>', inherits: true, initialValue: 'transparent' });
  return (element: HTMLElement): Readonly<Record<Name, string>> => {
    const style = getComputedStyle(element);
    return Object.fromEntries(properties.map(([name, property]) => [name, style.getPropertyValue(property)])) as Record<Name, string>;
  };
}
