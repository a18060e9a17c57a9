import { render, type TemplateResult } from 'lit';

/** What is in a dialog; `close` ends it with an answer, `redraw` shows it anew. */
export type DialogBody<T> = (close: (answer: T) => void, redraw: () => void) => TemplateResult;

/**
 * Asks a person in a dialog above the page, which has the keyboard until it is closed. Its heading has the id `dialog-title`, what is said
 * below it `dialog-words`. Resolves with the answer, and with `dismissed` after Esc.
 */
export function askInDialog<T>(body: DialogBody<T>, dismissed: T): Promise<T> {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.setAttribute('aria-describedby', 'dialog-words');
  return new Promise((resolve) => {
    let answer = dismissed;
    const close = (given: T): void => {
      answer = given;
      dialog.close();
    };
    const redraw = (): void => void render(body(close, redraw), dialog);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    redraw();
    document.body.append(dialog);
    dialog.showModal();
  });
}
