import { createHash } from 'node:crypto';
import { labelOf } from '../../shared/addressLabel.ts';
import { limits } from '../../shared/api.ts';
import { DevSyncError, toDevSyncError } from '../../shared/errors.ts';
import { isLoopbackName, toUrlHost } from '../../shared/hostNames.ts';
import { parseTypeFilter, type TypeFilter } from '../../shared/typeFilter.ts';
import { DEFAULT_TARGET_TYPES, DEFAULT_TARGET_URL, type Secrets, type TargetOptions, type WebhookOptions } from '../../shared/webhooks.ts';
import { parseTarget } from '../schemas/target.ts';
import { keysOf } from './signature.ts';

/** A place that events are sent to, checked. */
export type Target = {
  /** Names it in ids and queries. */
  readonly key: string;
  /** Its address as it may be shown: without user, password and query. */
  readonly label: string;
  /** Its address without user and password. */
  readonly url: URL;
  /** Header with user and password, where the address had them. */
  readonly authorization: string | undefined;
  readonly matches: TypeFilter;
  /** Keys to sign with, the newest first. */
  readonly keys: readonly Buffer[];
  readonly maxPerSecond: number | undefined;
  readonly insecureLoopback: boolean;
  /** Nobody asked for it, so nobody need be there. */
  readonly isDefault: boolean;
};

export type TargetRules = {
  readonly webhooks: WebhookOptions;
  readonly secrets: Secrets;
  /** Port of the hub itself. */
  readonly port: number;
};

/** A target that cannot be used at present, and why. */
export type RefusedTarget = {
  readonly error: DevSyncError;
  /** Of an address that can be read: what is meant for it waits until it can be used. */
  readonly key: string | undefined;
};

const defaultTargets: readonly TargetOptions[] = [{ url: DEFAULT_TARGET_URL }];

/** The targets that can be used, and why the others cannot. */
export function resolveTargets(rules: TargetRules): { readonly targets: readonly Target[]; readonly refused: readonly RefusedTarget[] } {
  const targets = new Map<string, Target>();
  const refused: RefusedTarget[] = [];
  for (const [index, entry] of (rules.webhooks.targets ?? defaultTargets).entries()) {
    try {
      const options = parseTarget(entry, index);
      if (options.enabled === false) continue;
      const target = resolveTarget(options, rules);
      if (index >= limits.webhookTargets) throw invalid(target.label, `is one too many: at most ${limits.webhookTargets} are taken`);
      if (targets.has(target.key)) throw invalid(target.label, 'is named twice: give it once, with all its types');
      targets.set(target.key, target);
    } catch (error) {
      refused.push({ error: toDevSyncError(error), key: URL.canParse(entry?.url) ? keyOf(new URL(entry.url)) : undefined });
    }
  }
  return { targets: [...targets.values()], refused };
}

function resolveTarget(options: TargetOptions, { webhooks, secrets, port }: TargetRules): Target {
  const url = requireUrl(options.url);
  const label = labelOf(options.url);
  const isHere = isLoopbackName(url.hostname);
  if (!isHere && !webhooks.allowedHosts.some((host) => toUrlHost(host) === url.hostname)) {
    throw new DevSyncError('target-not-allowed', { message: `The webhook target ${label} is on another machine.` });
  }
  if (isHere && portOf(url) === port) {
    throw new DevSyncError('target-is-hub', { message: `The webhook target ${label} is this hub itself.` });
  }
  return {
    key: keyOf(url),
    label,
    url: withoutUser(url),
    authorization: authorizationOf(url, label),
    matches: parseTypeFilter((options.types ?? DEFAULT_TARGET_TYPES).join(',')),
    keys: keysOf(options.secret, secrets, `the webhook target ${label}`),
    maxPerSecond: options.maxPerSecond,
    insecureLoopback: isHere && options.insecureLoopback === true,
    isDefault: webhooks.targets === undefined,
  };
}

function keyOf(url: URL): string {
  return createHash('sha256').update(withoutUser(url).href).digest('hex').slice(0, 8);
}

function requireUrl(text: string): URL {
  if (!URL.canParse(text)) throw new DevSyncError('target-invalid', { message: 'The address of a webhook target is not a URL.' });
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid(labelOf(text), 'is neither http nor https');
  return url;
}

function withoutUser(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  plain.hash = '';
  return plain;
}

function authorizationOf({ username, password }: URL, label: string): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    // The cause would have the password in it.
    throw invalid(label, 'has a user or a password with a % that is not written as %25');
  }
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function invalid(label: string, what: string): DevSyncError {
  return new DevSyncError('target-invalid', { message: `The webhook target ${label} ${what}.` });
}
