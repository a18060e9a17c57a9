/** What the subscribers received, each event kept once: its place is where it first came up. */
export class Ledger {
  readonly #events = new Map<string, { readonly place: number; readonly json: string }>();

  /** Place of an event; undefined when nobody has received it. */
  placeOf(id: string): number | undefined {
    return this.#events.get(id)?.place;
  }

  jsonOf(id: string): string | undefined {
    return this.#events.get(id)?.json;
  }

  add(id: string, json: string): number {
    const place = this.#events.size;
    this.#events.set(id, { place, json });
    return place;
  }
}
