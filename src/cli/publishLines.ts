import { Batch } from '../client/eventFiles/batch.ts';
import { type ImportedEvent, readEvent } from '../client/eventFiles/importedEvent.ts';
import { type Posted, type PostOptions, postBatch } from '../client/eventFiles/postBatch.ts';
import { PublishFailure } from '../client/eventFiles/publishFailure.ts';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { countText } from './countText.ts';
import { goOnWords } from './goOnWords.ts';
import { type Line, LineSplitter } from './lineSplitter.ts';

export type PublishLinesOptions = PostOptions & {
  /** The bytes of the lines; undefined when more of them may take a while, so that what there is goes out. */
  readonly pieces: AsyncIterable<Buffer | undefined>;
  /** Who sends what names no sender. */
  readonly source: string;
  /** So many events at the beginning are left out. */
  readonly skip: number;
  /** Hears how many are published, and how many bytes of the stream are over by then. */
  readonly onProgress: (published: number, bytes: number) => void;
};

export type PublishedLines = {
  readonly count: number;
  readonly firstId: string | null;
  readonly lastId: string | null;
  /** The last line of which something is published; 0 before the first. */
  readonly line: number;
  /** Of `skip`, so many are not in the stream. */
  readonly notSkipped: number;
  /** Not when `signal` fired. */
  readonly isWhole: boolean;
};

/**
 * Publishes events in their order, a line each, batch by batch: whatever the length of the stream, a batch or two of it are held. Of a batch
 * with a mistake in it nothing is sent.
 *
 * @throws PublishFailure that says which line it is, what is published, and how to go on
 */
export async function publishLines(options: PublishLinesOptions): Promise<PublishedLines> {
  const run = new Run(options);
  const splitter = new LineSplitter(limits.batchBytes);
  for await (const piece of options.pieces) {
    const goesOn = piece === undefined ? await run.flush() : await run.take(splitter.feed(piece));
    if (!goesOn) return run.result(false);
  }
  const isWhole = (await run.take(splitter.rest())) && (await run.flush());
  return run.result(isWhole);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** One stream on its way to the hub. */
class Run {
  readonly #options: PublishLinesOptions;
  #toSkip: number;
  #batch = new Batch();
  /** Of the events in the batch. */
  #lines: Line[] = [];
  #count = 0;
  #line = 0;
  #firstId: string | null = null;
  #lastId: string | null = null;

  constructor(options: PublishLinesOptions) {
    this.#options = options;
    this.#toSkip = options.skip;
  }

  result(isWhole: boolean): PublishedLines {
    return { count: this.#count, firstId: this.#firstId, lastId: this.#lastId, line: this.#line, notSkipped: this.#toSkip, isWhole };
  }

  /** Resolves with whether it goes on. */
  async take(lines: Iterable<Line>): Promise<boolean> {
    for (const line of lines) {
      const event = this.#read(line);
      if (event === undefined) continue;
      if (!this.#batch.add(event)) {
        if (!(await this.flush())) return false;
        this.#batch.add(event);
      }
      this.#lines.push({ ...line, bytes: NO_BYTES });
    }
    return !this.#options.signal.aborted;
  }

  /** Sends what is collected. Resolves with whether it goes on. */
  async flush(): Promise<boolean> {
    const last = this.#lines.at(-1);
    if (this.#options.signal.aborted) return false;
    if (last === undefined) return true;
    const posted = await postBatch(this.#batch.texts, this.#options);
    if (posted.kind === 'cancelled') return false;
    if (posted.kind === 'failed') throw this.#hubFailure(posted);
    this.#count += this.#lines.length;
    this.#line = last.number;
    this.#firstId ??= posted.answer.first_id;
    this.#lastId = posted.answer.last_id ?? this.#lastId;
    this.#batch = new Batch();
    this.#lines = [];
    this.#options.onProgress(this.#count, last.end);
    return true;
  }

  /** Undefined for a line without an event, and for one that is to be left out. */
  #read(line: Line): ImportedEvent | undefined {
    const text = this.#textOf(line).trim();
    if (text === '') return undefined;
    const read = readEvent(text);
    if (read.kind === 'mistake') throw this.#mistake(line, read.message);
    if (read.kind === 'streamMessage') return undefined;
    if (this.#toSkip > 0) {
      this.#toSkip--;
      return undefined;
    }
    return { ...read.event, source: read.event.source ?? this.#options.source };
  }

  #textOf(line: Line): string {
    if (line.bytes.length > limits.batchBytes) throw this.#mistake(line, `It is longer than ${limits.batchBytes / 2 ** 20} MiB.`);
    try {
      return utf8.decode(line.bytes);
    } catch {
      throw this.#mistake(line, 'It is not UTF-8 text.');
    }
  }

  #mistake({ number }: Line, message: string): PublishFailure {
    const soFar = { published: this.#count, perhaps: 0 };
    const isFirst = this.#count + this.#lines.length === 0 && this.#toSkip === this.#options.skip;
    const hint = isFirst ? ' Arrays and objects over several lines are for "dev-sync replay".' : '';
    return new PublishFailure('invalid-event-file', {
      message: `Line ${countText(number)} cannot be published: ${message} ${this.#countWords(soFar.perhaps)}`,
      next: `Correct that line. ${goOnWords(soFar, this.#options.skip)}${hint}`,
      ...soFar,
    });
  }

  #hubFailure({ error, isDoubtful }: Extract<Posted, { kind: 'failed' }>): unknown {
    if (!(error instanceof DevSyncError)) return error;
    const soFar = { published: this.#count, perhaps: isDoubtful ? this.#lines.length : 0 };
    // What the hub refuses of a batch has its place in it.
    const refused = this.#lines[Number(/^\[(\d+)\]/.exec(error.path ?? '')?.[1])];
    const place = refused ? `Line ${countText(refused.number)} cannot be published: ` : '';
    return new PublishFailure(error.code, {
      message: `${place}${error.message} ${this.#countWords(soFar.perhaps)}`,
      next: `${error.next} ${goOnWords(soFar, this.#options.skip)}`,
      cause: error,
      ...soFar,
    });
  }

  #countWords(perhaps: number): string {
    const doubt = perhaps === 0 ? '' : `, and perhaps ${countText(perhaps)} more, up to line ${countText(this.#lines.at(-1)?.number ?? 0)}`;
    return `${publishedWords(this.#count, this.#line)}${doubt}.`;
  }
}

const NO_BYTES = new Uint8Array();

/** Without a full stop. */
export function publishedWords(published: number, line: number): string {
  if (published === 0) return 'Nothing is published';
  return `${published === 1 ? '1 event is' : `${countText(published)} events are`} published, up to line ${countText(line)}`;
}
