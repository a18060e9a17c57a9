/** What a value is invalid for, in the words of commander. */
const INVALID = [
  /^option '(?<place>[^']+)' argument '(?<value>.*)' is invalid\. (?<rest>.*)$/s,
  /^command-argument value '(?<value>.*)' is invalid for argument '(?<place>[^']+)'\. (?<rest>.*)$/s,
];

/**
 * What is wrong with a command line, in the voice of all our failures: what, then what to do.
 *
 * @param text as commander puts it, or `error: ` and lines of our own
 * @param command as people type it, as in `dev-sync send`
 */
export function usageWords(text: string, command: string): string {
  const { what, rest } = dissect(text.replace(/^error: /, '').trimEnd());
  const more = `"${command} --help" shows how it is used.`;
  const lines = rest === '' ? [more] : rest.split('\n');
  // How many are expected does not say which.
  if (/^Expected \d/.test(rest)) lines.push(more);
  const indented = lines.map((line) => (line.startsWith('  ') ? line : `  ${line}`));
  return [`dev-sync: ${asSentence(what)}`, ...indented].join('\n');
}

function dissect(text: string): { readonly what: string; readonly rest: string } {
  for (const pattern of INVALID) {
    const { place, value, rest = '' } = pattern.exec(text)?.groups ?? {};
    if (place !== undefined) return { what: `${place.startsWith('-') ? place : `<${place}>`} cannot be '${value}'`, rest };
  }
  const [what = '', ...rest] = text.split(/\n|\. (?=Expected \d)/);
  return { what, rest: rest.join('\n').replace(/^\((Did you mean .*)\)$/s, '$1') };
}

/** With a capital letter and a full stop. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
