/** Compiles globs over event types: `*` stands for any characters. */
export function compileGlobs(globs: readonly string[]): (type: string) => boolean {
  const sources = globs.map((glob) => glob.replace(/\W/g, (sign) => (sign === '*' ? '.*' : `\\${sign}`)));
  const expression = RegExp(`^(${sources.join('|')})$`);
  return (type) => expression.test(type);
}
