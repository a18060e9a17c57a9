import { isLoopbackName, toUrlHost } from '../../shared/hostNames.ts';
import { isJsonObject } from '../../shared/json.ts';
import { looksLikeSecret } from '../../shared/webhookSecret.ts';
import type { TargetOptions, WebhookOptions } from '../../shared/webhooks.ts';
import type { Settings } from '../settings/settings.ts';

const HOUR_MS = 60 * 60_000;
/** Of a host name, by the rules of DNS; longer ones lead nowhere, and would fill a question. */
const MOST_LETTERS = 253;

export type WebhookSettings = Pick<
  Settings,
  'targetsBy' | 'webhooks.targets' | 'webhooks.allowedHosts' | 'webhooks.maxAttempts' | 'webhooks.maxAgeHours' | 'webhooks.incomingSecret'
>;

/** What the hub is told of webhooks. */
export function webhookOptionsOf(settings: WebhookSettings): WebhookOptions {
  const incomingSecret = settings['webhooks.incomingSecret'];
  return {
    ...(settings.targetsBy !== 'nobody' && { targets: enabledTargets(settings) }),
    allowedHosts: settings['webhooks.allowedHosts'],
    maxAttempts: settings['webhooks.maxAttempts'],
    maxAgeMs: settings['webhooks.maxAgeHours'] * HOUR_MS,
    ...(incomingSecret !== '' && { incomingSecret }),
  };
}

/** Other machines that the settings of the workspace, and not those of the person, send events to. */
export function hostsToAskAbout(settings: WebhookSettings): readonly string[] {
  if (settings.targetsBy !== 'workspace') return [];
  const allowed = settings['webhooks.allowedHosts'].map(toUrlHost);
  const hosts = enabledTargets(settings).flatMap((target) => hostOf(target?.url) ?? []);
  return [...new Set(hosts)].filter((host) => host.length <= MOST_LETTERS && !isLoopbackName(host) && !allowed.includes(host));
}

/**
 * The names of the secrets that options of a hub mention.
 *
 * @param options those of settings, or those that a hub of any version left in its state file
 */
export function secretNamesIn(options: object): readonly string[] {
  const webhooks = 'webhooks' in options && isJsonObject(options.webhooks) ? options.webhooks : {};
  const targets: readonly unknown[] = Array.isArray(webhooks.targets) ? webhooks.targets : [];
  const names = [...targets.map((target) => (isJsonObject(target) ? target.secret : undefined)), webhooks.incomingSecret];
  return [...new Set(names.filter((name) => typeof name === 'string' && name !== '' && !looksLikeSecret(name)))] as readonly string[];
}

/** As they were written: some may be wrong, and refused by the hub. */
function enabledTargets(settings: WebhookSettings): readonly TargetOptions[] {
  return settings['webhooks.targets'].filter((target) => target?.enabled !== false);
}

/** What is no web address is refused by the hub, whatever its host. */
function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? toUrlHost(hostname) : undefined;
}
