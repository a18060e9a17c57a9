import { l10n } from '../l10n.ts';

/** What can be done with the secret of a name. */
export type SecretChange = 'generate' | 'paste' | 'replace' | 'forget' | 'delete';

/** A line to choose from, with a codicon. */
export type ChangeItem<T> = { readonly icon: string; readonly label: string; readonly detail: string; readonly change: T };

/** The lines to choose from. @param kept what there is under the name, the newest first */
export function secretChangeItems(kept: readonly string[]): readonly ChangeItem<SecretChange>[] {
  const isThere = kept.length > 0;
  const items: readonly (ChangeItem<SecretChange> | false)[] = [
    ...newSecretItems(isThere),
    isThere && {
      icon: 'sync',
      label: l10n.t('Replace It, Keep the Old One for a While'),
      detail: l10n.t('Both count until you forget the old one, so that the other side can change in its own time.'),
      change: 'replace',
    },
    kept.length > 1 && {
      icon: 'history',
      label: l10n.t('Forget the Old One'),
      detail: l10n.t('From now on only the new one counts.'),
      change: 'forget',
    },
    isThere && {
      icon: 'trash',
      label: l10n.t('Delete'),
      detail: l10n.t('Targets that name it get nothing until there is one again.'),
      change: 'delete',
    },
  ];
  return items.filter((item) => item !== false);
}

/** Where a new secret may come from. */
export function newSecretItems(isThere = false): readonly ChangeItem<'generate' | 'paste'>[] {
  return [
    {
      icon: 'key',
      label: l10n.t('Generate'),
      detail: isThere
        ? l10n.t('Makes a new secret and copies it to the clipboard. The present one does not count any more.')
        : l10n.t('Makes a new secret and copies it to the clipboard.'),
      change: 'generate',
    },
    {
      icon: 'clippy',
      label: l10n.t('Paste One'),
      detail: isThere
        ? l10n.t('Takes a secret that the other side has made. The present one does not count any more.')
        : l10n.t('Takes a secret that the other side has made.'),
      change: 'paste',
    },
  ];
}

/** What is kept from now on, the newest first. @param made the new secret, of a change that brings one */
export function changedSecret(change: SecretChange, kept: readonly string[], made: string | undefined): readonly string[] {
  if (change === 'delete') return [];
  if (change === 'forget' || made === undefined) return kept.slice(0, 1);
  return [...new Set([made, ...(change === 'replace' ? kept.slice(0, 1) : [])])];
}
