/** What became of published events. */
export type Published = {
  readonly accepted: number;
  /** Positions of the first and the last fact among them; null when all are gauges. */
  readonly firstId: string | null;
  readonly lastId: string | null;
  /** Open streams that hear at least one of them. */
  readonly notified: number;
};

/** The mark that a request with an `Idempotency-Key` leaves in the log, together with its events: a repeat is answered with it. */
export type Receipt = {
  /** The key with its route. */
  readonly name: string;
  /** Of what was asked for; another content under the same key is refused. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly published: Published;
};

/** What is known of a receipt before the events are in the log. */
export type ReceiptDraft = Omit<Receipt, 'published'>;
