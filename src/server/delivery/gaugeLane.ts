import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import type { EventRecord } from '../log/record.ts';
import type { Link } from './link.ts';
import { gaugeMessage, type Message } from './message.ts';
import { Rest } from './rest.ts';

export type GaugeLaneOptions = {
  readonly link: Link;
  readonly logger: Logger;
  readonly onChange: () => void;
};

/** Gauges on their way to one target: one at a time, always the newest. One that did not arrive is forgotten. */
export class GaugeLane implements Disposable {
  readonly #options: GaugeLaneOptions;
  readonly #rest = new Rest();
  #newest: EventRecord | undefined;
  #sending: Promise<void> | undefined;
  #isSending = false;
  #isClosed = false;

  constructor(options: GaugeLaneOptions) {
    this.#options = options;
  }

  take(record: EventRecord): void {
    const { link, logger } = this.#options;
    if (this.#isClosed || !link.target.matches(record.type)) return;
    this.#newest = record;
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sending = this.#send().catch((cause) => logger.error('A level was not sent', { url: link.target.label, cause }));
  }

  async dispose(): Promise<void> {
    this.#isClosed = true;
    this.#newest = undefined;
    this.#rest.end();
    await this.#sending;
  }

  async #send(): Promise<void> {
    const { link, onChange } = this.#options;
    try {
      while (this.#newest) {
        // By the time that the target is asked again it is one of the past.
        if (link.restMs > 0) this.#newest = undefined;
        else if (link.paceMs > 0) await this.#rest.sleep(link.paceMs);
        else if (await link.send(() => this.#takeNewest())) onChange();
      }
    } finally {
      this.#isSending = false;
    }
  }

  #takeNewest(): Message | undefined {
    const record = this.#newest;
    this.#newest = undefined;
    return record && gaugeMessage(record);
  }
}
