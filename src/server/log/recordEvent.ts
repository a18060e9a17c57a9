import type { HubEvent } from '../../shared/events.ts';
import { parseExactJson } from '../../shared/jsonText.ts';
import type { Searchable } from '../../shared/query/query.ts';
import { searchTextOf } from '../../shared/query/searchText.ts';
import type { StoredRecord } from './recordStore.ts';

/** A record as queries look at it. Its JSON is parsed when they ask for the data, and once. */
export class RecordEvent implements Searchable {
  readonly #record: StoredRecord;
  #data: HubEvent['data'] | undefined;
  #searchText: string | undefined;

  constructor(record: StoredRecord) {
    this.#record = record;
  }

  get id(): string {
    return this.#record.id;
  }

  get type(): string {
    return this.#record.type;
  }

  get source(): string | null {
    return this.#record.source;
  }

  get timestamp(): string {
    return new Date(this.#record.at).toISOString();
  }

  /** With all digits of its numbers. */
  get data(): HubEvent['data'] {
    this.#data ??= (parseExactJson(this.#record.json) as HubEvent).data;
    return this.#data;
  }

  get searchText(): string {
    this.#searchText ??= searchTextOf(this);
    return this.#searchText;
  }
}
