/** The module `node:sqlite`. */
export type Sqlite = typeof import('node:sqlite');

/** Loads SQLite; undefined where this Node has none. */
export async function loadSqlite(): Promise<Sqlite | undefined> {
  const { emitWarning } = process;
  // Node 22 calls it experimental, in words that mean nothing to the people who would read them in our log.
  process.emitWarning = () => {};
  try {
    return await import('node:sqlite');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_BUILTIN_MODULE') return undefined;
    throw error;
  } finally {
    process.emitWarning = emitWarning;
  }
}
