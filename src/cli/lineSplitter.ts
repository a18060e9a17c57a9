/** A line of a stream of bytes, without its end. */
export type Line = {
  /** Counts from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** How many bytes of the stream are over behind it. */
  readonly end: number;
};

const LINE_FEED = 0x0a;
const nothing = Buffer.alloc(0);

/** Cuts a stream of bytes into lines. A line that is longer than `mostBytes` is given as far as it is there, so that memory stays bounded. */
export class LineSplitter {
  readonly #mostBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #number = 1;
  #end = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The lines that end in this piece. */
  *feed(piece: Buffer): Generator<Line> {
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
      this.#keep(piece.subarray(from, at));
      from = at + 1;
      this.#end++;
      yield this.#take();
    }
    this.#keep(piece.subarray(from));
    if (this.#bytes > this.#mostBytes) yield this.#take();
  }

  /** What stands behind the last end of a line. */
  *rest(): Generator<Line> {
    if (this.#bytes > 0) yield this.#take();
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
    this.#end += part.length;
  }

  #take(): Line {
    const [only = nothing] = this.#parts;
    const bytes = this.#parts.length === 1 ? only : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return { number: this.#number++, bytes, end: this.#end };
  }
}
