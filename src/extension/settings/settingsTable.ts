import { DAY_MS, DEFAULT_PORT, defaultRetention, limits } from '../../shared/api.ts';
import { type AudioBackendChoice, type AudioScale, audioBackendChoices, audioInterval, audioScales } from '../../shared/listening.ts';
import { defaultExclude, defaultInclude } from '../../shared/watchGlobs.ts';
import { looksLikeSecret, SECRET_PREFIX } from '../../shared/webhookSecret.ts';
import type { TargetOptions } from '../../shared/webhooks.ts';
import { type Check, isAnyText, isBoolean, isOneOf, isSecretName, isText, isTextList, isWithin } from './settingChecks.ts';
import { defaultTargets, faultOfTargets, isTargetList, targetListRange, withWrongTargets } from './targetSetting.ts';

export type Setting<T> = {
  readonly default: T;
  readonly isValid: Check<T>;
  /** What a valid value is, for the warning about an invalid one. */
  readonly range: string;
  /** `hub`: takes effect when the hub restarts; `watch`, `sharing`: at once; `later`: read when it is needed. */
  readonly effect: 'hub' | 'watch' | 'sharing' | 'later';
  /** What is wrong about an invalid value, for the warning: as "is 7", or without the value where it may hold something secret. */
  readonly faultOf: (value: unknown) => string;
  /** What counts in place of an invalid value, and the sentence that says so. */
  readonly instead: (value: unknown) => { readonly value: T; readonly sentence: string };
};

/** Whether a window joins the hub of another workspace that has the port, or always has one of its own. */
const sharings = ['join', 'own'] as const;
export type Sharing = (typeof sharings)[number];

function setting<T>(initial: T, isValid: Check<T>, range: string, effect: Setting<T>['effect']): Setting<T> {
  return {
    default: initial,
    isValid,
    range,
    effect,
    faultOf: (value) => `is ${JSON.stringify(value)}`,
    instead: () => ({ value: initial, sentence: `Dev Sync uses ${JSON.stringify(initial)}.` }),
  };
}

function oneOf(choices: readonly string[]): string {
  return `one of ${choices.join(', ')}`;
}

/** The one table of settings, all below `devSync.`; package.json shows them to people. */
export const settingsTable = {
  autoStart: setting<boolean>(false, isBoolean, 'true or false', 'later'),
  sharing: setting<Sharing>('join', isOneOf(sharings), oneOf(sharings), 'sharing'),
  port: setting<number>(DEFAULT_PORT, isWithin(0, 65_535), 'a whole number from 0 to 65535', 'hub'),
  host: setting<string>('localhost', isText, 'a host name or address', 'hub'),
  'watch.enabled': setting<boolean>(true, isBoolean, 'true or false', 'watch'),
  'watch.include': setting<readonly string[]>(defaultInclude, isTextList, 'a list of globs', 'watch'),
  'watch.exclude': setting<readonly string[]>(defaultExclude, isTextList, 'a list of globs', 'watch'),
  'audio.device': setting<string>('', isAnyText, 'the id of a microphone, or empty for the default one', 'hub'),
  'audio.backend': setting<AudioBackendChoice>('auto', isOneOf(audioBackendChoices), oneOf(audioBackendChoices), 'hub'),
  'audio.intervalMs': setting<number>(
    audioInterval.default,
    isWithin(audioInterval.min, audioInterval.max),
    `a whole number from ${audioInterval.min} to ${audioInterval.max}`,
    'hub',
  ),
  'audio.scale': setting<AudioScale>('db', isOneOf(audioScales), oneOf(audioScales), 'hub'),
  'audio.soundEvents': setting<boolean>(false, isBoolean, 'true or false', 'hub'),
  'log.maxEvents': setting<number>(defaultRetention.maxEvents, isWithin(100, 10_000_000), 'a whole number from 100 to 10000000', 'hub'),
  'log.maxBytes': setting<number>(
    defaultRetention.maxBytes,
    isWithin(1_048_576, 10_737_418_240),
    'a whole number from 1048576 to 10737418240',
    'hub',
  ),
  'log.maxAgeDays': setting<number>(defaultRetention.maxAgeMs / DAY_MS, isWithin(1, 3650), 'a whole number from 1 to 3650', 'hub'),
  'webhooks.targets': {
    ...setting<readonly TargetOptions[]>(defaultTargets, isTargetList, targetListRange, 'hub'),
    faultOf: faultOfTargets,
    instead: (value: unknown) => ({ value: withWrongTargets(value), sentence: 'Until then Dev Sync sends nothing there.' }),
  },
  'webhooks.allowedHosts': setting<readonly string[]>([], isTextList, 'a list of host names', 'hub'),
  'webhooks.maxAttempts': setting<number>(20, isWithin(1, 1000), 'a whole number from 1 to 1000', 'hub'),
  'webhooks.maxAgeHours': setting<number>(24, isWithin(1, 168), 'a whole number from 1 to 168', 'hub'),
  'webhooks.incomingSecret': {
    ...setting<string>('', isSecretName, 'the name of a secret, or empty for none', 'hub'),
    faultOf: (value: unknown) => (looksLikeSecret(value) ? 'is the secret itself' : 'is no text'),
    // The hub takes it for a secret where the name belongs, and does not start: better than one that asks for no signature.
    instead: () => ({ value: SECRET_PREFIX, sentence: 'Until then the hub does not start.' }),
  },
  'auth.requireToken': setting<boolean>(false, isBoolean, 'true or false', 'hub'),
  'security.allowedHosts': setting<readonly string[]>([], isTextList, 'a list of host names', 'hub'),
  'security.allowedOrigins': setting<readonly string[]>([], isTextList, 'a list of origins', 'hub'),
  'limits.perOriginPerSecond': setting<number>(limits.perOriginPerSecond, isWithin(1, 100_000), 'a whole number from 1 to 100000', 'hub'),
} as const;
