import { parseArgs } from 'node:util';
import { fail, node, say } from '../scripts/project.ts';
import type { Round } from './fanout/claims.ts';
import { buildGenerator, type Figures, runLoad, unmeasured } from './fanout/load.ts';
import { type Peer, type PeerName, peerNames, peers } from './fanout/peers.ts';
import { claimsTable, faultsOfOurs, scenarioTable } from './fanout/report.ts';
import { cpuAtRest } from './fanout/rest.ts';
import { canPin, pinGenerator, type RunningPeer, startPeer } from './fanout/runningPeer.ts';
import { type Scenario, type ScenarioName, scenarioNames, scenarios } from './fanout/scenarios.ts';
import { findInstalled } from './installed.ts';
import { select } from './select.ts';

const whole = { rounds: 5, restSeconds: 60 };
/** Two minutes, without the scenarios that are long. */
const quick = { rounds: 2, restSeconds: 10 };

/**
 * From a post to many listeners, compared with the servers that are installed here. Every run has a fresh process of the peer on a core
 * of its own; peers take turns, another one goes first in each round, and ratios are of figures of the same round.
 */
async function main(): Promise<void> {
  const { wanted, rounds, restSeconds } = readOptions();
  await node(['esbuild.mjs', '--production', '--only=hub,capture'], { quiet: true });
  const generatorHint = await buildGenerator();
  if (generatorHint) say(`No C compiler, so nothing is measured under load: ${generatorHint}\n`);
  const names = wanted.filter((name) => !(generatorHint && scenarios[name].load));
  const present = await findPeers(names);
  say(`\n${canPin ? 'Servers on core 1, generator on core 0' : 'NOT PINNED to cores (no taskset)'}, ${rounds} rounds.`);
  say(
    'p50 and p99 are of all deliveries, from when a post was sent (or due, where events have a rate) to when a subscriber had its event.\n',
  );
  pinGenerator();
  const results: Round[] = [];
  for (let round = 0; round < rounds; round++) results.push(await runRound(round, names, present, restSeconds));
  for (const name of names) say(`${scenarioTable(name, results) ?? ''}\n`);
  say(claimsTable(results));
  if (faultsOfOurs(results).size > 0) process.exitCode = 1;
}

type Options = { readonly wanted: readonly ScenarioName[]; readonly rounds: number; readonly restSeconds: number };

/** @throws Error when they make no sense */
function readOptions(): Options {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, scenarios: { type: 'string' } },
  });
  const size = values.quick ? quick : whole;
  const rounds = Number(values.rounds ?? size.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds is a whole number from 1 on, not "${values.rounds}".`);
  const short = scenarioNames.filter((name) => !(values.quick && scenarios[name].isLong));
  return { ...size, rounds, wanted: values.scenarios === undefined ? short : select('scenario', scenarioNames, values.scenarios) };
}

async function findPeers(names: readonly ScenarioName[]): Promise<readonly PeerName[]> {
  const wanted = peerNames.filter((peer) => names.some((name) => scenarios[name].peers.includes(peer)));
  const present = await findInstalled(wanted.map((name) => peers[name]));
  return wanted.filter((name) => present.includes(peers[name]));
}

async function runRound(round: number, names: readonly ScenarioName[], present: readonly PeerName[], restSeconds: number): Promise<Round> {
  const result: Round = {};
  for (const name of names) {
    const scenario = scenarios[name];
    // It takes long, and says the same each time.
    if (scenario.isRest && round > 0) continue;
    const chosen = scenario.peers.filter((peer) => present.includes(peer));
    const turned = chosen.map((_, index) => chosen[(index + round) % chosen.length]).filter((peer) => peer !== undefined);
    const figures: Partial<Record<PeerName, Figures>> = {};
    for (const peer of turned) figures[peer] = await measure(peers[peer], scenario, restSeconds);
    result[name] = figures;
  }
  return result;
}

/** When a run fails, that is a fault of the peer in this round; the other runs go on. */
async function measure(peer: Peer, scenario: Scenario, restSeconds: number): Promise<Figures> {
  try {
    await using running = await startPeer(peer);
    if (scenario.isRest) return { ...unmeasured, restSeconds, restPercent: await cpuAtRest(running, restSeconds) };
    return scenario.load ? await measureUnderLoad(running, scenario.load, scenario.before) : { ...unmeasured, startMs: running.startMs };
  } catch (error) {
    const faults = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${peer.title}, ${scenario.title}: ${faults}\n`);
    return { ...unmeasured, faults };
  }
}

async function measureUnderLoad(running: RunningPeer, load: Scenario['load'] & object, before: Scenario['before']): Promise<Figures> {
  const prepared = before && (await runLoad(running, before));
  if (prepared?.faults) throw new Error(`before: ${prepared.faults}`);
  return await runLoad(running, load);
}

try {
  await main();
} catch (error) {
  fail(error);
}
