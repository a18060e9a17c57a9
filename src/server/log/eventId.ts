/** Ids are `<epoch>-<number>-<tag>`: which log, which event of it, and 64 random bits that make it a secret of those who were given it. */
const PATTERN = /^([^-]+)-(0|[1-9]\d{0,15})-([0-9a-f]{16})$/;

export type EventId = {
  /** Tells the ids of this log from those of any other one. */
  readonly epoch: string;
  /** The first event has number 1; 0 is the position before it. */
  readonly number: number;
  readonly tag: string;
};

export function formatEventId({ epoch, number, tag }: EventId): string {
  return `${epoch}-${number}-${tag}`;
}

/** Undefined for a text that no log ever gave as an id. */
export function parseEventId(text: string): EventId | undefined {
  const [, epoch, digits, tag] = PATTERN.exec(text) ?? [];
  return epoch === undefined || tag === undefined ? undefined : { epoch, number: Number(digits), tag };
}
