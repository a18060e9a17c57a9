import type { QuickPickOptions } from 'vscode';
import type { DialogBox, DialogCalls, DialogLine } from '../../src/extension/dialogs/dialogCalls.ts';
import type { Settings } from '../../src/extension/settings/settings.ts';
import { WebhookSecretDialog, type WebhookSecretDialogOptions } from '../../src/extension/webhooks/webhookSecretDialog.ts';

export type DialogOptions = Pick<WebhookSecretDialogOptions, 'secrets' | 'hub'> & {
  /** What the person chooses or types, box by box; after the last one the boxes are closed. */
  readonly answers: readonly string[];
  readonly targetSecrets?: readonly string[];
  readonly incomingSecret?: string;
  /** Called before each answer. */
  readonly onAsked?: () => Promise<void>;
};

/** The dialog about secrets with a person who answers at once. What came of it is noted. */
export function openDialog({ secrets, hub, answers, targetSecrets = [], incomingSecret = '', onAsked }: DialogOptions) {
  const [rest, copied, refused] = [[...answers], [] as string[], [] as string[]];
  const lists: (readonly DialogLine[])[] = [];
  const told: { readonly sentence: string; readonly isNamed: boolean }[] = [];
  const calls: DialogCalls = {
    pick: async <T extends DialogLine>(lines: readonly T[], _: QuickPickOptions) => {
      await onAsked?.();
      lists.push(lines);
      const answer = rest.shift();
      return lines.find(({ label }) => label === answer);
    },
    type: async ({ validateInput }: DialogBox) => {
      await onAsked?.();
      for (let answer = rest.shift(); answer !== undefined; answer = rest.shift()) {
        const objection = validateInput(answer);
        if (objection === undefined) return answer;
        refused.push(objection);
      }
      return undefined;
    },
    copy: async (text) => void copied.push(text),
  };
  const targets = targetSecrets.map((secret) => ({ url: 'http://localhost:1', secret }));
  const current = { 'webhooks.targets': targets, 'webhooks.incomingSecret': incomingSecret } as unknown as Settings;
  const notify = { secretChanged: (sentence: string, isNamed: boolean) => void told.push({ sentence, isNamed }) };
  const dialog = new WebhookSecretDialog({ secrets, hub, settings: { current }, notify, calls });
  return { dialog, copied, refused, lists, told };
}
