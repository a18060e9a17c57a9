import { type Command, InvalidArgumentError, Option } from 'commander';
import { keepCompiledCode } from '../../server/compiledCode.ts';
import { defaultHubOptions } from '../../server/options.ts';
import { hostName } from '../../server/security/hosts.ts';
import { limits } from '../../shared/api.ts';
import { audioBackendChoices, audioInterval, audioScales } from '../../shared/listening.ts';
import { targetRate } from '../../shared/webhooks.ts';
import { collect, toCount, toFolder, toGlobs, toPort } from '../argumentValues.ts';
import { withMoreHelp } from '../helpScreens.ts';
import type { ServeOptions } from '../serve.ts';

/** They say that something is to be sent. */
const targetFlags = ['webhookTarget', 'webhookTypes', 'webhookSecretFile', 'webhookMaxPerSecond', 'webhookInsecureLoopback'];

export function addServe(program: Command): void {
  const serve = program
    .command('serve')
    .summary('run a hub in this terminal')
    .description('Run a hub in this terminal until Ctrl-C, and print a line per event (no levels).')
    .option('--port <n>', 'port; 0 takes any (default: 4848, or a free one)', toPort)
    .option('--host <name>', 'any but loopback needs the token', 'localhost')
    .option('--watch <dir>', 'report saved files of this folder (repeatable)', collect, [])
    .option('--data-dir <dir>', 'keep the events here, not in your state folder', toFolder)
    .addOption(new Option('--memory', 'keep the events in memory, until the hub ends').conflicts('dataDir'))
    .option('--listen', 'switch the microphone on at once')
    .option('--webhook-target <url>', 'send events here, not to port 5173 (repeatable)', collect, [])
    .option('--webhook-types <globs>', 'which (default: audio_level,listening_status)', toGlobs)
    .addOption(new Option('--no-webhooks', 'send events nowhere').conflicts(targetFlags))
    .option('--allow-origin <origin>', 'let in pages of this origin too (repeatable)', collectOrigin, [])
    .option('--allow-host <name>', 'answer to this host name too (repeatable)', collectHost, [])
    .option('--require-token', 'ask for the token on every route')
    .option('--token-file <file>', 'use the token in this file, or write it there')
    .option('--json', 'print JSON lines: one when ready, then one per event')
    .option('--print-token', 'print the token too when the hub is ready');
  withMoreHelp(serve, 'webhooks, sound, limits').action(async (options: ServeOptions) => {
    // The other commands load too little to gain by it.
    keepCompiledCode();
    await (await import('../serve.ts')).serve(options);
  });
  addWebhookOptions(serve);
  addSoundOptions(serve);
}

function addWebhookOptions(serve: Command): void {
  serve
    .optionsGroup('Webhooks:')
    .option('--webhook-secret-file <file>', 'sign what is sent with this whsec_ line')
    .option('--webhook-allow-host <name>', 'let events leave, to this host (repeatable)', collectHost, [])
    .option('--webhook-max-per-second <n>', 'requests a second to each target', toRate)
    .option('--webhook-max-attempts <n>', 'give up after so many refusals', toCount, defaultHubOptions.webhooks.maxAttempts)
    .option('--webhook-insecure-loopback', 'trust any certificate on this machine')
    .option('--incoming-secret-file <file>', 'take only posts signed with its whsec_ line')
    .optionsGroup('Limits:')
    .option('--per-origin-per-second <n>', 'posts from pages of one origin', toCount, limits.perOriginPerSecond);
}

function addSoundOptions(serve: Command): void {
  serve
    .optionsGroup('Sound:')
    .addOption(new Option('--audio-backend <name>', 'one of').choices(audioBackendChoices).default('auto'))
    .option('--audio-device <id>', 'id in "dev-sync listen devices"')
    .option('--audio-interval <ms>', 'between two audio_level', toInterval, audioInterval.default)
    .addOption(new Option('--audio-scale <name>', 'what 0 to 100 means').choices(audioScales).default('db'))
    .option('--sound-events', 'post when a sound begins and ends');
}

function toRate(text: string): number {
  const rate = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || rate < targetRate.min || rate > targetRate.max)
    throw new InvalidArgumentError(`Give a number from ${targetRate.min} to ${targetRate.max}.`);
  return rate;
}

function toInterval(text: string): number {
  const { min, max } = audioInterval;
  const interval = Number(text);
  if (!/^\d+$/.test(text) || interval < min || interval > max) throw new InvalidArgumentError(`Give milliseconds from ${min} to ${max}.`);
  return interval;
}

function collectOrigin(value: string, previous: readonly string[]): string[] {
  if (!URL.canParse(value) || new URL(value).origin !== value) throw new InvalidArgumentError('Give it as in https://app.test:8443.');
  return collect(value, previous);
}

function collectHost(value: string, previous: readonly string[]): string[] {
  if (hostName(value) !== value.toLowerCase()) throw new InvalidArgumentError('Give a name without a port, as in app.test.');
  return collect(value, previous);
}
