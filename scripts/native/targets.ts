/** The platforms that have a package of their own, as VS Code names them. */
export const targets = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'] as const;

export type Target = (typeof targets)[number];

/** What this machine is; other machines get the package without compiled parts. */
export const ownTarget: Target | undefined = targets.find((target) => target === `${process.platform}-${process.arch}`);

export function isTarget(name: string): name is Target {
  return targets.some((target) => target === name);
}
