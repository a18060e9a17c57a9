import { join } from 'node:path';
import { python } from '../../../scripts/systemPackages.ts';
import { startProgram } from '../cli.ts';
import { until } from '../until.ts';
import type { Payload } from './receiver.ts';

/** A FastAPI application in a process of its own. */
export type FastApi = AsyncDisposable & {
  readonly url: string;
  /** What it took, in the order of arrival. */
  taken(): readonly { readonly webhook: Payload; readonly headers: Readonly<Record<string, string>> }[];
  /** Uvicorn's own words: its access log among them. */
  words(): string;
};

/** Importing FastAPI takes a while on a busy machine. */
const START_TIMEOUT_MS = 60_000;

export async function startFastApi(): Promise<FastApi> {
  const program = startProgram(python, [join(import.meta.dirname, 'receiver.py'), '0']);
  const words = () => program.stdout() + program.stderr();
  const [, url] = await until(() => /running on (http:\/\/[\d.:]+)/.exec(program.stderr()), 'Uvicorn', START_TIMEOUT_MS).catch(
    async (cause) => {
      await program[Symbol.asyncDispose]();
      throw new Error(`Uvicorn did not start: ${words()}`, { cause });
    },
  );
  return {
    url: `${url}/api/webhook/receive`,
    taken: () => [...program.stdout().matchAll(/^(\{.*\})\n/gm)].map(([, json]) => JSON.parse(json ?? '')),
    words,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
