import type { Microphone } from '../../../shared/listening.ts';
import { findProgram, runProgram } from './program.ts';

/** What is known of the microphones where the sound server cannot be asked for them. */
export const standardDevice: Microphone = { id: 'default', name: 'default', isDefault: true, channels: null, defaultSampleRate: null };

/**
 * Sources of the sound server of a Linux desktop (PulseAudio, or PipeWire in its place). Their ids are good for every back end
 * that hears through it. None when no server runs; undefined where it cannot be asked.
 */
export async function listPulseSources(): Promise<readonly Microphone[] | undefined> {
  const pactl = process.platform === 'linux' ? findProgram('pactl') : undefined;
  if (pactl === undefined) return undefined;
  const [sources, standard] = await Promise.all([
    runProgram(pactl, ['-f', 'json', 'list', 'sources']),
    runProgram(pactl, ['get-default-source']),
  ]);
  if (sources.isSuccess) return parsePulseSources(sources.stdout, process.env.PULSE_SOURCE ?? standard.stdout.trim());
  return /^Connection/.test(sources.stderr) ? [] : undefined;
}

/** @param json what `pactl -f json list sources` prints; undefined is answered when it is something else */
export function parsePulseSources(json: string, defaultName: string): readonly Microphone[] | undefined {
  const sources = readList(json);
  return sources?.flatMap(({ name, description, sample_specification: specification }): Microphone[] => {
    if (typeof name !== 'string') return [];
    const [, channels, rate] = /(\d+)ch (\d+)Hz/.exec(String(specification)) ?? [];
    return [
      {
        id: name,
        name: toName(name, description),
        isDefault: name === defaultName,
        channels: channels === undefined ? null : Number(channels),
        defaultSampleRate: rate === undefined ? null : Number(rate),
      },
    ];
  });
}

/** A source of the sound server: its id, and its name as people know it. */
export type PulseSource = Pick<Microphone, 'id' | 'name'>;

/** What this process records from; undefined when it does not record, or the sound server does not tell. */
export async function findRecordedSource(pactl: string, pid: number, signal: AbortSignal): Promise<PulseSource | undefined> {
  const [outputs, sources] = await Promise.all(
    ['source-outputs', 'sources'].map((kind) => runProgram(pactl, ['-f', 'json', 'list', kind], signal)),
  );
  return toRecordedSource(outputs?.stdout ?? '', sources?.stdout ?? '', pid);
}

/** The same in what `pactl -f json list` prints for `source-outputs` and for `sources`. */
export function toRecordedSource(outputs: string, sources: string, pid: number): PulseSource | undefined {
  // The newest: one that could not be closed may still be there.
  const recording = readList(outputs)?.findLast(({ properties }) => String(readPid(properties)) === String(pid));
  const source = recording && readList(sources)?.find(({ index }) => index === recording.source);
  if (typeof source?.name !== 'string') return undefined;
  return { id: source.name, name: toName(source.name, source.description) };
}

function readPid(properties: unknown): unknown {
  return (properties as Readonly<Record<string, unknown>> | null | undefined)?.['application.process.id'];
}

function toName(id: string, description: unknown): string {
  return typeof description === 'string' ? description : id;
}

function readList(json: string): readonly Record<string, unknown>[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : undefined;
  } catch {
    // Older versions know no JSON.
    return undefined;
  }
}
