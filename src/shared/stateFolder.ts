export type Environment = {
  /** As `process.platform`. */
  readonly platform: string;
  readonly homedir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Where hubs of this user leave their state files, `<port>.json` each. */
export function hubStateFolder({ platform, homedir, env }: Environment): string {
  if (platform === 'win32') return `${env.LOCALAPPDATA || `${homedir}\\AppData\\Local`}\\dev-sync\\hubs`;
  if (platform === 'darwin') return `${homedir}/Library/Application Support/dev-sync/hubs`;
  return `${env.XDG_STATE_HOME || `${homedir}/.local/state`}/dev-sync/hubs`;
}
