import { DAY_MS, DEFAULT_PORT, defaultRetention, limits } from '../../shared/api.ts';
import { type AudioBackendChoice, type AudioScale, audioBackendChoices, audioInterval, audioScales } from '../../shared/listening.ts';
import { defaultExclude, defaultInclude } from '../../shared/watchGlobs.ts';
import { looksLikeSecret, SECRET_PREFIX } from '../../shared/webhookSecret.ts';
import type { TargetOptions } from '../../shared/webhooks.ts';
import { l10n } from '../l10n.ts';
import { type Check, isAnyText, isBoolean, isOneOf, isSecretName, isText, isTextList, isWithin } from './settingChecks.ts';
import { defaultTargets, faultOfTargets, isTargetList, targetListRule, withWrongTargets } from './targetSetting.ts';

export type Setting<T> = {
  readonly default: T;
  readonly isValid: Check<T>;
  /** What a valid value is, as a sentence for the warning about an invalid one. */
  readonly rule: () => string;
  /** `hub`: takes effect when the hub restarts; `watch`, `sharing`: at once; `later`: read when it is needed. */
  readonly effect: 'hub' | 'watch' | 'sharing' | 'later';
  /** What is wrong about an invalid value, as a sentence: with the value, or without it where it may hold something secret. */
  readonly faultOf: (value: unknown, key: string) => string;
  /** What counts in place of an invalid value, and the sentence that says so. */
  readonly instead: (value: unknown) => { readonly value: T; readonly sentence: string };
};

/** Whether a window joins the hub of another workspace that has the port, or always has one of its own. */
const sharings = ['join', 'own'] as const;
export type Sharing = (typeof sharings)[number];

function setting<T>(initial: T, isValid: Check<T>, rule: Setting<T>['rule'], effect: Setting<T>['effect']): Setting<T> {
  return {
    default: initial,
    isValid,
    rule,
    effect,
    faultOf: (value, key) => l10n.t('The setting {0} is {1}.', key, JSON.stringify(value)),
    instead: () => ({ value: initial, sentence: l10n.t('Dev Sync uses {0}.', JSON.stringify(initial)) }),
  };
}

const trueOrFalse = () => l10n.t('It must be true or false.');
const globs = () => l10n.t('It must be a list of globs.');
const hostNames = () => l10n.t('It must be a list of host names.');

function oneOf(choices: readonly string[]): () => string {
  return () => l10n.t('It must be one of {0}.', choices.join(', '));
}

/** Numbers as the settings have them, which is without separators. */
function wholeNumber(low: number, high: number): () => string {
  return () => l10n.t('It must be a whole number from {0} to {1}.', String(low), String(high));
}

/** The one table of settings, all below `devSync.`; package.json shows them to people. */
export const settingsTable = {
  autoStart: setting<boolean>(false, isBoolean, trueOrFalse, 'later'),
  sharing: setting<Sharing>('join', isOneOf(sharings), oneOf(sharings), 'sharing'),
  port: setting<number>(DEFAULT_PORT, isWithin(0, 65_535), wholeNumber(0, 65_535), 'hub'),
  host: setting<string>('localhost', isText, () => l10n.t('It must be a host name or address.'), 'hub'),
  'watch.enabled': setting<boolean>(true, isBoolean, trueOrFalse, 'watch'),
  'watch.include': setting<readonly string[]>(defaultInclude, isTextList, globs, 'watch'),
  'watch.exclude': setting<readonly string[]>(defaultExclude, isTextList, globs, 'watch'),
  'audio.device': setting<string>('', isAnyText, () => l10n.t('It must be the id of a microphone, or empty for the default one.'), 'hub'),
  'audio.backend': setting<AudioBackendChoice>('auto', isOneOf(audioBackendChoices), oneOf(audioBackendChoices), 'hub'),
  'audio.intervalMs': setting<number>(
    audioInterval.default,
    isWithin(audioInterval.min, audioInterval.max),
    wholeNumber(audioInterval.min, audioInterval.max),
    'hub',
  ),
  'audio.scale': setting<AudioScale>('db', isOneOf(audioScales), oneOf(audioScales), 'hub'),
  'audio.soundEvents': setting<boolean>(false, isBoolean, trueOrFalse, 'hub'),
  'log.maxEvents': setting<number>(defaultRetention.maxEvents, isWithin(100, 10_000_000), wholeNumber(100, 10_000_000), 'hub'),
  'log.maxBytes': setting<number>(
    defaultRetention.maxBytes,
    isWithin(1_048_576, 10_737_418_240),
    wholeNumber(1_048_576, 10_737_418_240),
    'hub',
  ),
  'log.maxAgeDays': setting<number>(defaultRetention.maxAgeMs / DAY_MS, isWithin(1, 3650), wholeNumber(1, 3650), 'hub'),
  'webhooks.targets': {
    ...setting<readonly TargetOptions[]>(defaultTargets, isTargetList, targetListRule, 'hub'),
    faultOf: faultOfTargets,
    instead: (value: unknown) => ({ value: withWrongTargets(value), sentence: l10n.t('Until then Dev Sync sends nothing there.') }),
  },
  'webhooks.allowedHosts': setting<readonly string[]>([], isTextList, hostNames, 'hub'),
  'webhooks.maxAttempts': setting<number>(20, isWithin(1, 1000), wholeNumber(1, 1000), 'hub'),
  'webhooks.maxAgeHours': setting<number>(24, isWithin(1, 168), wholeNumber(1, 168), 'hub'),
  'webhooks.incomingSecret': {
    ...setting<string>('', isSecretName, () => l10n.t('It must be the name of a secret, or empty for none.'), 'hub'),
    faultOf: (value: unknown, key: string) =>
      looksLikeSecret(value) ? l10n.t('The setting {0} is the secret itself.', key) : l10n.t('The setting {0} is no text.', key),
    // The hub takes it for a secret where the name belongs, and does not start: better than one that asks for no signature.
    instead: () => ({ value: SECRET_PREFIX, sentence: l10n.t('Until then the hub does not start.') }),
  },
  'auth.requireToken': setting<boolean>(false, isBoolean, trueOrFalse, 'hub'),
  'security.allowedHosts': setting<readonly string[]>([], isTextList, hostNames, 'hub'),
  'security.allowedOrigins': setting<readonly string[]>([], isTextList, () => l10n.t('It must be a list of origins.'), 'hub'),
  'limits.perOriginPerSecond': setting<number>(limits.perOriginPerSecond, isWithin(1, 100_000), wholeNumber(1, 100_000), 'hub'),
} as const;
