import { isCi } from './project.ts';

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Where tests run. */
type Place = { readonly isCi: boolean; readonly system: string };

/** The system where nothing has to be skipped. Others cannot have some of the tests: file modes, PulseAudio, what is in /proc. */
const COMPLETE_SYSTEM = 'linux-x64';

const here: Place = { isCi, system: `${process.platform}-${process.arch}` };

/** In CI nothing may be left out, on the system where all can be tested. */
export function isFailure(counts: Counts | undefined, { isCi, system }: Place = here): boolean {
  return counts !== undefined && (counts.failed > 0 || (isCi && system === COMPLETE_SYSTEM && counts.skipped > 0));
}

export function addCounts(a: Counts, b: Counts | undefined): Counts {
  return b ? { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped } : a;
}

export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
