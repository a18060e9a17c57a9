import { networkInterfaces } from 'node:os';
import type { Uri } from 'vscode';
import type { HubState } from '../../shared/api.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { HubController } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';
import type { Notifier } from '../messages/notify.ts';
import { reportOf } from './report.ts';
import { ReportDocument } from './reportDocument.ts';
import { runProbes } from './runProbes.ts';

export type SecuritySelfTestOptions = {
  readonly hub: Pick<HubController, 'attachedTo'>;
  readonly statePathOf: (hub: HubState) => string;
  /** Where this extension is, with its page about security. */
  readonly extensionUri: Uri;
  readonly notify: Pick<Notifier, 'offerStart'>;
};

/** Shows a person that the hub which runs here is guarded, by attacking it. */
export class SecuritySelfTest implements Disposable {
  readonly #options: SecuritySelfTestOptions;
  readonly #report: ReportDocument;

  constructor(options: SecuritySelfTestOptions) {
    this.#options = options;
    this.#report = new ReportDocument(options.extensionUri);
  }

  /** @throws DevSyncError as `runProbes` does */
  async run(): Promise<void> {
    const { hub, statePathOf, notify } = this.#options;
    const { attachedTo } = hub;
    if (!attachedTo) return notify.offerStart(l10n.t('The self-test attacks the hub, which is off.'));
    const { host = 'localhost' } = attachedTo.options as { readonly host?: string };
    const { platform } = process;
    const target = { hub: attachedTo, host, statePath: statePathOf(attachedTo), otherAddresses: otherAddresses(), platform };
    const results = await runProbes(target);
    await this.#report.show(reportOf(results, { url: attachedTo.url, at: l10n.moment(new Date()) }));
  }

  dispose(): void {
    this.#report.dispose();
  }
}

/** Those that mean one interface only (IPv6 link-local) are left out: whoever listens there listens on the others too. */
function otherAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:')).map(({ address }) => address);
}
