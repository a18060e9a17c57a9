/** Decides which event types somebody wants to hear. */
export type TypeFilter = (type: string) => boolean;

/**
 * Reads a comma separated list of globs over event types, as in `types=agent.*,rental.created`.
 * `*` stands for any characters, dots included. An empty list stands for everything.
 */
export function parseTypeFilter(globs: string): TypeFilter {
  const patterns = globs
    .split(',')
    .map((glob) => glob.trim())
    .filter(Boolean);
  if (patterns.length === 0 || patterns.includes('*')) return () => true;
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const wild = patterns.filter((pattern) => pattern.includes('*'));
  return (type) => exact.has(type) || wild.some((pattern) => matchesGlob(pattern, type));
}

/**
 * Greedy matching with one point of return, at most pattern × text steps.
 * Not a regular expression on purpose: `*a*a*a*…` from a query string would make one backtrack for minutes.
 */
function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (pattern[at] === text[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
