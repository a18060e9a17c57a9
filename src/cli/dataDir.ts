import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { projectLogFolder } from '../shared/stateFolder.ts';

/** Folder of the event log when none is named: each project has its own, in the user's state folder. */
export function defaultDataDir(project: string): string {
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 8);
  return projectLogFolder({ platform: process.platform, homedir: homedir(), env: process.env }, { path: project, hash });
}
