import { open, stat } from 'node:fs/promises';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import { parseLogLine } from '../../shared/logLine.ts';

const POLL_MS = 500;

/**
 * Repeats in our channel what the hub writes into its own log file. The hub outlives windows, so there is no pipe to read from;
 * polling one file is the way that works on every platform and file system.
 */
export function followHubLog(path: string, logger: Logger): Disposable {
  const reader = new LogReader(path, logger);
  const timer = setInterval(() => void reader.read(), POLL_MS);
  void reader.read();
  return { dispose: () => clearInterval(timer) };
}

class LogReader {
  readonly #path: string;
  readonly #logger: Logger;
  /** Bytes read so far; undefined before the first look, which starts at the present end. */
  #offset: number | undefined;
  #rest = '';
  #isReading = false;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const { size } = await stat(this.#path);
      this.#offset ??= size;
      // The hub begins its file anew when it has grown large.
      if (size < this.#offset) this.#offset = 0;
      if (size > this.#offset) this.#write(await this.#bytes(this.#offset, size));
      this.#offset = size;
    } catch (cause) {
      this.#logger.debug('The log of the hub cannot be read', { path: this.#path, cause: String(cause) });
    } finally {
      this.#isReading = false;
    }
  }

  async #bytes(from: number, to: number): Promise<string> {
    await using file = await open(this.#path);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(to - from), position: from });
    return buffer.toString('utf8', 0, bytesRead);
  }

  #write(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const { level, sentence } = parseLogLine(line);
      this.#logger[level](sentence);
    }
  }
}
