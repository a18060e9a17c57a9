import { html, render } from 'lit';
import { visibleText } from '../../../src/shared/visibleText.ts';
import { formatCount, plural } from '../../text.ts';

/** Publishes events until it is done or the signal fires. Resolves with how many. */
export type Replay = (signal: AbortSignal, onProgress: (published: number) => void) => Promise<number>;

/**
 * Shows how far a replay is, with a way to stop it, in a corner of the page: it may take hours, and the page goes on meanwhile. Resolves with
 * how many events are published.
 *
 * @param file its name, and how many events it has
 */
export async function showReplay({ name, all }: { readonly name: string; readonly all: number }, replay: Replay): Promise<number> {
  const line = document.createElement('section');
  line.className = 'replay';
  line.setAttribute('aria-label', 'Replay');
  const ender = new AbortController();
  const show = (published: number): void =>
    void render(
      html`<label>${formatCount(published)} of ${plural(all, 'event')} of <bdi>${visibleText(name)}</bdi> published
          <progress max=${all} value=${published}></progress></label
        ><div class="card-buttons"><button type="button" @click=${() => ender.abort()}>Stop</button></div>`,
      line,
    );
  show(0);
  document.body.append(line);
  try {
    return await replay(ender.signal, show);
  } finally {
    line.remove();
  }
}
