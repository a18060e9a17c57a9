import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempWorkspace } from './tempWorkspace.ts';
import { until } from './until.ts';
import { floatWav, sine, type Tone } from './wav.ts';

/** Sound on its way to the microphone. */
export type Playing = AsyncDisposable & {
  stop(): Promise<void>;
  /** Settles when the file has been played, or was stopped. */
  readonly ended: Promise<void>;
};

/** A sound server of its own, with one microphone that hears whatever is played. No sound card, no session of a user. */
export type Pulse = AsyncDisposable & {
  /** What programs need in their environment to hear and play here. */
  readonly env: Readonly<Record<string, string>>;
  /** Plays a file until it ends or is stopped. Resolves when it is playing. */
  play(wav: string): Promise<Playing>;
  playTone(tone: Tone): Promise<Playing>;
  /** Who records at present: lines of `pactl list short source-outputs`. */
  recorders(): Promise<readonly string[]>;
  /** Connects another microphone, of the id `<name>.monitor`; the first one is the default. Sound is played into the default. */
  plugIn(name?: string): Promise<void>;
  /** Disconnects a microphone that was plugged in. */
  unplug(name: string): Promise<void>;
  /** Makes a microphone the default one; sound is still played into the first. */
  setDefault(name: string): Promise<void>;
  /** The server dies as by a crash, or by the given signal. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** The server hangs until it is killed: connections stay, nothing moves. */
  freeze(): void;
  /** Lets a frozen server go on. */
  thaw(): void;
  /** Brings a dead server back at the same address. */
  start(): Promise<void>;
};

export type PulseOptions = {
  /** Samples per second of the microphone; 48,000 by default. */
  readonly rate?: number;
  /** A server without any microphone, until `plugIn`. */
  readonly withoutDevices?: boolean;
};

const MICROPHONE = 'virtual';
const END_GRACE_MS = 2000;
/** Programs of ALSA reach the server too; a user's own `.asoundrc` stays as it is. */
const alsaConfig = `</usr/share/alsa/alsa.conf>
pcm.!default { type pulse hint { show on description "PulseAudio default" } }
ctl.!default { type pulse }
`;

/** @throws Error with the words of the server when it does not come up. */
export async function startPulse({ rate = 48_000, withoutDevices = false }: PulseOptions = {}): Promise<Pulse> {
  const folder = await tempWorkspace({ 'alsa.conf': alsaConfig });
  const env = {
    PULSE_SERVER: `unix:${join(folder.path, 'native')}`,
    PULSE_RUNTIME_PATH: join(folder.path, 'runtime'),
    PULSE_COOKIE: join(folder.path, 'cookie'),
    ALSA_CONFIG_PATH: join(folder.path, 'alsa.conf'),
  };
  const players = new Set<Playing>();
  /** By the name of the microphone. */
  const modules = new Map<string, string>();
  let server: ChildProcess | undefined;
  let tones = 0;

  const start = async () => {
    server = await startServer(folder.path, env);
    if (!withoutDevices) await plugIn();
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (server) await endProcess(server, signal);
    server = undefined;
  };
  const plugIn = async (name = MICROPHONE) => {
    modules.set(name, await addMicrophone(env, name, rate));
  };
  const unplug = async (name: string) => {
    await pactl(env, 'unload-module', modules.get(name) ?? name);
  };
  const setDefault = async (name: string) => {
    await pactl(env, 'set-default-source', `${name}.monitor`);
  };
  const play = async (wav: string) => {
    const playing = await startPlayer(wav, env);
    players.add(playing);
    return playing;
  };
  const dispose = async () => {
    await Promise.all([...players].map((playing) => playing.stop()));
    await kill();
    await folder.dispose();
  };

  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    env,
    start,
    kill,
    plugIn,
    unplug,
    setDefault,
    play,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    async playTone(tone) {
      tones += 1;
      const file = join(folder.path, `tone-${tones}.wav`);
      await writeFile(file, floatWav(sine(tone), tone.rate));
      return play(file);
    },
    async recorders() {
      return (await pactl(env, 'list', 'short', 'source-outputs')).split('\n').filter(Boolean);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

type Environment = Readonly<Record<string, string>>;

async function startServer(folder: string, env: Environment): Promise<ChildProcess> {
  const log = join(folder, 'pulse.log');
  const parameters = [
    ...['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disable-shm=true', '--high-priority=no', '--realtime=no'],
    `--log-target=newfile:${log}`,
    // Its input is ours: it ends with us, however we end.
    ...['-L', 'module-cli exit_on_eof=1'],
    ...['-L', `module-native-protocol-unix socket=${join(folder, 'native')} auth-anonymous=1 auth-cookie-enabled=0`],
  ];
  const { DBUS_SESSION_BUS_ADDRESS: _, ...inherited } = process.env;
  const child = spawn('pulseaudio', parameters, {
    env: { ...inherited, ...env, PULSE_STATE_PATH: join(folder, 'state') },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const answers = async () => {
    if (failure || child.exitCode !== null) return 'ended';
    return (await pactl(env, 'info')) && 'up';
  };
  if ((await until(answers, 'an answer of PulseAudio')) === 'up') return child;
  throw new Error(`PulseAudio did not start.\n${await readFile(log, 'utf8').catch(() => '')}`, { cause: failure });
}

/** A sink whose monitor is the microphone. Without `norewinds` its first sound takes two seconds. Answers the number of its module. */
async function addMicrophone(env: Environment, name: string, rate: number): Promise<string> {
  const options = [`sink_name=${name}`, `sink_properties=device.description=${name}`, `rate=${rate}`, 'channels=1', 'format=float32le'];
  const isFirst = (await pactl(env, 'list', 'short', 'sources')) === '';
  const module = await pactl(env, 'load-module', 'module-null-sink', ...options, 'norewinds=1');
  await pactl(env, 'set-sink-volume', name, '100%');
  await pactl(env, 'set-source-volume', `${name}.monitor`, '100%');
  await pactl(env, 'set-source-mute', `${name}.monitor`, '0');
  if (isFirst) {
    await pactl(env, 'set-default-sink', name);
    await pactl(env, 'set-default-source', `${name}.monitor`);
  }
  return module.trim();
}

async function startPlayer(wav: string, env: Environment): Promise<Playing> {
  const child = spawn('paplay', ['--volume=65536', '--latency-msec=500', wav], { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = once(child, 'close').then(() => {});
  const stop = () => endProcess(child, 'SIGTERM');
  try {
    await until(() => isPlaying(env, child), `the sound of ${wav}`);
    if (child.exitCode) throw new Error(`paplay ended with ${child.exitCode} instead of playing ${wav}.`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ended, stop, [Symbol.asyncDispose]: stop };
}

type SinkInput = { readonly corked: boolean; readonly properties: Readonly<Record<string, string>> };

async function isPlaying(env: Environment, { pid, exitCode }: ChildProcess): Promise<boolean> {
  // A file so short that it has been played already was heard, too.
  if (exitCode !== null) return true;
  const inputs = JSON.parse(await pactl(env, '-f', 'json', 'list', 'sink-inputs')) as SinkInput[];
  return inputs.some(({ corked, properties }) => !corked && properties['application.process.id'] === String(pid));
}

const execute = promisify(execFile);

async function pactl(env: Environment, ...parameters: string[]): Promise<string> {
  const { stdout } = await execute('pactl', parameters, { env: { ...process.env, ...env, LC_ALL: 'C' }, timeout: 3000 });
  return stdout;
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  const impatience = setTimeout(() => child.kill('SIGKILL'), END_GRACE_MS);
  child.kill(signal);
  await ended;
  clearTimeout(impatience);
}
