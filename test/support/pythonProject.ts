import { join } from 'node:path';
import { root } from '../../scripts/project.ts';
import { python } from '../../scripts/systemPackages.ts';
import { type Program, type RunOptions, startProgram } from './cli.ts';

/** The folder of the file that *Add Client to Project* writes. */
export const templates = join(root, 'src/client/templates');

/** Runs a script beside the Python client. Python says all that it has to complain about, and leaves no files. */
export function startPython(script: string, { env = {}, ...options }: RunOptions = {}): Program {
  const python3 = { PYTHONPATH: templates, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
  return startProgram(python, ['-W', 'always', '-c', script], { ...options, env: { ...python3, ...env } });
}

/** What a script printed, a line of JSON each. */
export function printedBy({ stdout }: Pick<Program, 'stdout'>): unknown[] {
  const lines = stdout().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as unknown);
}
