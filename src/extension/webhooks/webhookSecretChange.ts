/** What can be done with the secret of a name. */
export type SecretChange = 'generate' | 'paste' | 'replace' | 'forget' | 'delete';

/** A line to choose from, with a codicon. */
export type ChangeItem<T> = { readonly icon: string; readonly label: string; readonly detail: string; readonly change: T };

/** The lines to choose from. @param kept what there is under the name, the newest first */
export function secretChangeItems(kept: readonly string[]): readonly ChangeItem<SecretChange>[] {
  const isThere = kept.length > 0;
  const items: readonly (ChangeItem<SecretChange> | false)[] = [
    ...newSecretItems(isThere ? ' The present one does not count any more.' : ''),
    isThere && {
      icon: 'sync',
      label: 'Replace It, Keep the Old One for a While',
      detail: 'Both count until you forget the old one, so that the other side can change in its own time.',
      change: 'replace',
    },
    kept.length > 1 && { icon: 'history', label: 'Forget the Old One', detail: 'From now on only the new one counts.', change: 'forget' },
    isThere && { icon: 'trash', label: 'Delete', detail: 'Targets that name it get nothing until there is one again.', change: 'delete' },
  ];
  return items.filter((item) => item !== false);
}

/** Where a new secret may come from. */
export function newSecretItems(consequence = ''): readonly ChangeItem<'generate' | 'paste'>[] {
  return [
    { icon: 'key', label: 'Generate', detail: `Makes a new secret and copies it to the clipboard.${consequence}`, change: 'generate' },
    { icon: 'clippy', label: 'Paste One', detail: `Takes a secret that the other side has made.${consequence}`, change: 'paste' },
  ];
}

/** What is kept from now on, the newest first. @param made the new secret, of a change that brings one */
export function changedSecret(change: SecretChange, kept: readonly string[], made: string | undefined): readonly string[] {
  if (change === 'delete') return [];
  if (change === 'forget' || made === undefined) return kept.slice(0, 1);
  return [...new Set([made, ...(change === 'replace' ? kept.slice(0, 1) : [])])];
}
