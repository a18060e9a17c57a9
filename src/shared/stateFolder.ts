export type Environment = {
  /** As `process.platform`. */
  readonly platform: string;
  readonly homedir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Where hubs of this user leave their state files, `<port>.json` each. */
export function hubStateFolder(environment: Environment): string {
  return within(environment, state, 'hubs');
}

/** Characters of a project's name that its log folder repeats, for people who look for it. */
const NAME_CHARACTERS = 40;

/**
 * Where `dev-sync serve` keeps the events of one project.
 *
 * @param hash of the whole path, which tells projects of the same name apart
 */
export function projectLogFolder(environment: Environment, project: { readonly path: string; readonly hash: string }): string {
  const name = project.path.split(/[\\/]/).findLast(Boolean) ?? '';
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
  const short = Array.from(plain).slice(0, NAME_CHARACTERS).join('');
  return within(environment, state, 'logs', `${short || 'project'}-${project.hash}`);
}

/** Where Node keeps what it has compiled of our code. Whoever empties it makes one start slower, nothing else. */
export function codeCacheFolder(environment: Environment): string {
  return within(environment, cache, 'code');
}

/** A folder of the user that the systems call differently; Windows has one for both. */
type Home = { readonly mac: string; readonly variable: string; readonly unix: string };
const state: Home = { mac: 'Library/Application Support', variable: 'XDG_STATE_HOME', unix: '.local/state' };
const cache: Home = { mac: 'Library/Caches', variable: 'XDG_CACHE_HOME', unix: '.cache' };

function within({ platform, homedir, env }: Environment, { mac, variable, unix }: Home, ...names: readonly string[]): string {
  const [folder, separator] =
    platform === 'win32'
      ? [env.LOCALAPPDATA || `${homedir}\\AppData\\Local`, '\\']
      : platform === 'darwin'
        ? [`${homedir}/${mac}`, '/']
        : // The XDG specification has relative paths ignored.
          [env[variable]?.startsWith('/') ? env[variable] : `${homedir}/${unix}`, '/'];
  return [folder, 'dev-sync', ...names].join(separator);
}
