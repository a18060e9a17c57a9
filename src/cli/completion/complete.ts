import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { createHubClient } from '../../client/hubClient.ts';
import { completionsAt } from '../../shared/query/completion.ts';
import { findAddress } from '../findAddress.ts';
import { writeDataInTurn } from '../output.ts';
import { type Candidate, type Place, placeIn } from './wanted.ts';

/** Who presses the Tab key waits no longer for a hub. */
const HUB_MS = 700;
/** What a shell takes as it stands: types and sources are words of strangers, and bash puts a candidate into the line without quotes. */
const PLAIN = /^[\w.:@%+=,/-]+$/;

/** `dev-sync __complete`: what the shell is to offer for the last word. */
export async function complete(program: Command, words: readonly string[]): Promise<void> {
  const place = placeIn(program, words);
  const { kind } = place.wanted;
  const lines = kind === 'files' || kind === 'folders' ? [kind] : ['words', ...(await candidatesAt(place)).map(lineOf)];
  await writeDataInTurn(`${lines.join('\n')}\n`);
  // A hub that is slow to answer is not waited for.
  process.exit();
}

async function candidatesAt({ wanted, before, current }: Place): Promise<readonly Candidate[]> {
  // A list of types, as in agent.created,order.
  const listed = wanted.kind === 'types' ? current.slice(0, current.lastIndexOf(',') + 1) : '';
  const candidates = wanted.kind === 'words' ? wanted.words : await fromHub(wanted.kind, current, listed);
  return candidates
    .filter(({ text }) => text.startsWith(current) && PLAIN.test(text))
    .map((candidate) => ({ ...candidate, text: before + candidate.text }));
}

async function fromHub(
  kind: 'types' | 'sources' | 'query' | 'files' | 'folders',
  current: string,
  listed: string,
): Promise<readonly Candidate[]> {
  const { types, sources } = await Promise.race([seenByHub().catch(() => nobody), sleep(HUB_MS, nobody)]);
  if (kind === 'types') return types.map((type) => ({ text: listed + type }));
  if (kind === 'sources') return sources.map((text) => ({ text }));
  const { from, options } = completionsAt(current, current.length, { types, sources, paths: [], values: () => [] });
  return options.map(({ text, detail }) => ({ text: current.slice(0, from) + text, ...(detail !== undefined && { detail }) }));
}

const nobody = { types: [], sources: [] } as const;

/** The types and senders of what passed the hub since it was started, the busiest first. */
async function seenByHub(): Promise<{ readonly types: readonly string[]; readonly sources: readonly string[] }> {
  const { types, sources } = await createHubClient(await findAddress({})).stats();
  return { types: types.map(({ type }) => type), sources: sources.flatMap(({ source }) => source ?? []) };
}

function lineOf({ text, detail = '' }: Candidate): string {
  return `${text}\t${detail.split('\n')[0]}`;
}
