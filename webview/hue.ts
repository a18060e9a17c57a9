/** How many there are: the classes `hue-0` and so on of hues.css. */
export const HUES = 5;

/** One of a few colours, the same for all types of a family (`agent.created`, `agent.deleted`). */
export function hueOf(type: string): number {
  const family = type.split(/[._:/-]/, 1)[0] ?? type;
  // Start and factor are chosen so that common families (test, agent, frontend, rental, user) differ.
  let hash = 0x811c9dc5;
  for (const character of family) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 31);
  return (hash >>> 8) % HUES;
}
