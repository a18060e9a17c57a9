import { resolveTargets } from '../server/delivery/target.ts';
import { defaultHubOptions, type HubOptions } from '../server/options.ts';
import { DEFAULT_TARGET_TYPES, DEFAULT_TARGET_URL, type Secrets, type TargetOptions } from '../shared/webhooks.ts';
import { readSecretFile } from './secretFile.ts';

/** The flags of `serve` about webhooks. */
export type WebhookFlags = {
  /** False with `--no-webhooks`. */
  readonly webhooks: boolean;
  readonly webhookTarget: readonly string[];
  readonly webhookTypes?: readonly string[];
  readonly webhookSecretFile?: string;
  readonly webhookAllowHost: readonly string[];
  readonly webhookMaxPerSecond?: number;
  readonly webhookMaxAttempts: number;
  readonly webhookInsecureLoopback?: boolean;
  readonly incomingSecretFile?: string;
  readonly port?: number;
};

/** Where webhooks go by the flags, as people are told. */
export type Destinations = { readonly types: readonly string[]; readonly targets: readonly string[] };

export type WebhookPlan = {
  readonly settings: Pick<HubOptions, 'webhooks' | 'secrets'>;
  /** Undefined when no flag says anything of it. */
  readonly destinations: Destinations | undefined;
};

/** What the secrets of the files are called in the hub. */
const OUTGOING = 'outgoing';
const INCOMING = 'incoming';

/** @throws DevSyncError why a secret file or a target cannot be used */
export async function readWebhookFlags(flags: WebhookFlags): Promise<WebhookPlan> {
  const { webhookSecretFile, incomingSecretFile, webhookAllowHost: allowedHosts, webhookMaxAttempts: maxAttempts } = flags;
  const secrets: Secrets = {
    ...(webhookSecretFile !== undefined && { [OUTGOING]: await readSecretFile(webhookSecretFile) }),
    ...(incomingSecretFile !== undefined && { [INCOMING]: await readSecretFile(incomingSecretFile) }),
  };
  const targets = targetsOf(flags);
  const webhooks = {
    ...defaultHubOptions.webhooks,
    allowedHosts,
    maxAttempts,
    ...(targets && { targets }),
    ...(incomingSecretFile !== undefined && { incomingSecret: INCOMING }),
  };
  const settings = { webhooks, secrets };
  const labels = requireTargets(settings, flags.port);
  const destinations = targets?.length ? { types: flags.webhookTypes ?? DEFAULT_TARGET_TYPES, targets: labels } : undefined;
  return { settings, destinations };
}

/** Undefined leaves it at the default target, which need not be there. Whoever says what to send, or how, wants it sent. */
function targetsOf(flags: WebhookFlags): readonly TargetOptions[] | undefined {
  const { webhooks, webhookTarget, webhookTypes: types, webhookSecretFile, webhookMaxPerSecond, webhookInsecureLoopback } = flags;
  if (!webhooks) return [];
  const manner = {
    ...(types && { types }),
    ...(webhookSecretFile !== undefined && { secret: OUTGOING }),
    ...(webhookMaxPerSecond !== undefined && { maxPerSecond: webhookMaxPerSecond }),
    ...(webhookInsecureLoopback && { insecureLoopback: true }),
  };
  const isDefault = webhookTarget.length === 0;
  if (isDefault && Object.keys(manner).length === 0) return undefined;
  return (isDefault ? [DEFAULT_TARGET_URL] : webhookTarget).map((url) => ({ url, ...manner }));
}

/** The hub would do without a target that it refuses; here somebody is waiting to correct it. A port that is not known yet is checked there. */
function requireTargets(settings: WebhookPlan['settings'], port = 0): readonly string[] {
  const { targets, refused } = resolveTargets({ ...settings, port });
  const [first] = refused;
  if (first) throw first.error;
  return targets.map(({ label }) => label);
}
