/** Older ones lack what we use, as Promise.withResolvers, and are not tested. */
const OLDEST = { major: 22, minor: 12 } as const;

/** As npm packages say it. */
export const nodeRange = `>=${OLDEST.major}.${OLDEST.minor}`;

/** Why this Node will not do and what to do, in one sentence; undefined when it will. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return undefined;
  return `dev-sync needs Node ${OLDEST.major}.${OLDEST.minor} or later and this is Node ${version}: put a newer one first in PATH, as from https://nodejs.org.`;
}
