/**
 * Those of the names that a list with commas wants, in their own order.
 *
 * @throws Error when there is no such thing
 */
export function select<Name extends string>(kind: string, names: readonly Name[], list: string): readonly Name[] {
  const wanted: readonly string[] = list.split(',');
  const unknown = wanted.find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`There is no ${kind} "${unknown}". There are: ${names.join(', ')}.`);
  return names.filter((name) => wanted.includes(name));
}
