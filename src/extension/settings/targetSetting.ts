import { limits } from '../../shared/api.ts';
import { isJsonObject } from '../../shared/json.ts';
import { looksLikeSecret } from '../../shared/webhookSecret.ts';
import { DEFAULT_TARGET_TYPES, DEFAULT_TARGET_URL, type TargetOptions, targetRate } from '../../shared/webhooks.ts';
import { l10n } from '../l10n.ts';
import { isBoolean, isNumberWithin, isSecretName, isText } from './settingChecks.ts';

/** So many faults of a list are named at once. */
const MOST_FAULTS = 3;

/** What the setting shows while nobody has set it. The hub is not told: a default target need not be there, one that is named must. */
export const defaultTargets: readonly TargetOptions[] = [{ url: DEFAULT_TARGET_URL, types: DEFAULT_TARGET_TYPES }];

/** A list without globs would stand for every event, which nobody means who writes an empty list. */
const isGlobList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);

/** Whether an address can be used says the hub, so that one bad address leaves the other targets alone. */
const fields: Readonly<Record<keyof TargetOptions, (value: unknown) => boolean>> = {
  url: isText,
  types: isGlobList,
  secret: (value) => isText(value) && isSecretName(value),
  enabled: isBoolean,
  maxPerSecond: isNumberWithin(targetRate.min, targetRate.max),
  insecureLoopback: isBoolean,
};

export function targetListRule(): string {
  return l10n.t(
    'It must be a list of at most {0} targets, each with "url" and perhaps "types" (globs), "secret" (its name), "enabled", "maxPerSecond" ({1} to {2}) and "insecureLoopback".',
    limits.webhookTargets,
    targetRate.min,
    targetRate.max,
  );
}

export function isTargetList(value: unknown): value is readonly TargetOptions[] {
  return Array.isArray(value) && value.length <= limits.webhookTargets && value.every((target) => faultOf(target) === undefined);
}

/**
 * A list that is wrong somewhere, for the hub: it goes on with the targets that are right, and shows what is wrong about the others as long
 * as it is. A secret in the place of its name goes no further.
 */
export function withWrongTargets(value: unknown): readonly TargetOptions[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  return entries.map((entry) =>
    isJsonObject(entry) && looksLikeSecret(entry.secret) ? { ...entry, secret: '' } : entry,
  ) as TargetOptions[];
}

/** Where a list is wrong, by names that are known, since any other word in it may hold a password: `… is wrong in target 2: "types".` */
export function faultOfTargets(value: unknown, key: string): string {
  if (!Array.isArray(value)) return l10n.t('The setting {0} is no list.', key);
  if (value.length > limits.webhookTargets) return l10n.t('The setting {0} has {1} targets.', key, value.length);
  const faults = value.flatMap((target, index) => {
    const fault = faultOf(target);
    return fault === undefined ? [] : [l10n.t('target {0}: {1}', index + 1, fault)];
  });
  return l10n.t('The setting {0} is wrong in {1}.', key, faults.slice(0, MOST_FAULTS).join(', '));
}

function faultOf(target: unknown): string | undefined {
  if (!isJsonObject(target)) return l10n.t('no object');
  if (!Object.hasOwn(target, 'url')) return l10n.t('no "url"');
  const wrong = Object.entries(target).find(([name, field]) => !isField(name) || !fields[name](field));
  if (!wrong) return undefined;
  const [name, field] = wrong;
  if (!isField(name)) return l10n.t('a field that is not known');
  return name === 'secret' && looksLikeSecret(field) ? l10n.t('"secret" is the secret itself') : `"${name}"`;
}

function isField(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}
