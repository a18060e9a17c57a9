import { html, render } from 'lit';
import { visibleText } from '../../../src/shared/visibleText.ts';
import { filled, plural, t } from '../../l10n.ts';
import { formatCount } from '../../text.ts';

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
  line.setAttribute('aria-label', t('Replay'));
  const ender = new AbortController();
  const sentence = plural(all, t('{0} of {1} event of {2} published'), t('{0} of {1} events of {2} published'));
  const show = (published: number): void =>
    void render(
      html`<label>${filled(sentence, formatCount(published), formatCount(all), html`<bdi>${visibleText(name)}</bdi>`)}
          <progress max=${all} value=${published}></progress></label
        ><div class="card-buttons"><button type="button" @click=${() => ender.abort()}>${t('Stop')}</button></div>`,
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
