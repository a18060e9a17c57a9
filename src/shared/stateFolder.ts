export type Environment = {
  /** As `process.platform`. */
  readonly platform: string;
  readonly homedir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Where hubs of this user leave their state files, `<port>.json` each. */
export function hubStateFolder(environment: Environment): string {
  return within(environment, 'hubs');
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
  return within(environment, 'logs', `${short || 'project'}-${project.hash}`);
}

function within({ platform, homedir, env }: Environment, ...names: readonly string[]): string {
  const [folder, separator] =
    platform === 'win32'
      ? [env.LOCALAPPDATA || `${homedir}\\AppData\\Local`, '\\']
      : platform === 'darwin'
        ? [`${homedir}/Library/Application Support`, '/']
        : [env.XDG_STATE_HOME || `${homedir}/.local/state`, '/'];
  return [folder, 'dev-sync', ...names].join(separator);
}
