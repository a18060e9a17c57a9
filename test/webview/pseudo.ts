import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Translations } from '../../src/shared/translations.ts';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ';
/** As much longer as German and French are where they are long. */
const GROWTH = 0.4;
/** Placeholders and `code` stay as they are. */
const FIXED = /\{\w+\}|`[^`]*`/g;

/** A language that nobody speaks: everything that the code looks up can be told from what it does not. */
export const pseudo: Translations = {
  language: 'en',
  texts: Object.fromEntries(Object.keys(readBundle()).map((english) => [english, pseudoText(english)])),
};

/** In brackets, accented and longer: `[Ŕûñ ~]`. */
export function pseudoText(english: string): string {
  const letters = english.replace(FIXED, '').length;
  const long = ' ~'.repeat(Math.ceil((letters * GROWTH) / 2));
  const fixed = [...english.matchAll(FIXED), ''];
  const words = english.split(FIXED).map((part, index) => part.replace(/[a-zA-Z]/g, accentOf) + String(fixed[index] ?? ''));
  return `[${words.join('')}${long}]`;
}

/**
 * Words that a person sees or hears in a page in the pseudo language, and that are in no other language than English.
 *
 * @param data what is shown beside our own words; each of its words may stand anywhere
 */
export async function untranslated(page: Page, data: string): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    const attributes = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder'];
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : null;
      // Commands and names of variables are the same in all languages.
      if ((element ?? node.parentElement)?.closest('script, style, code')) continue;
      found.push(...(element ? attributes.map((name) => element.getAttribute(name) ?? '') : [node.textContent ?? '']));
    }
    return found;
  });
  const known = new Set(englishWords(data));
  return [...new Set(texts)].filter((text) => englishWords(text).some((word) => !known.has(word)));
}

/** Texts that are cut off by an element which neither scrolls nor shows with an ellipsis that there is more. */
export function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const cutterOf = (element: Element): Element | null =>
      element === document.body || getComputedStyle(element).overflowX !== 'visible'
        ? element
        : element.parentElement && cutterOf(element.parentElement);
    const isCut = (node: Node, own: Element): boolean => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      const cutter = cutterOf(own);
      if (text.width === 0 || !cutter) return false;
      const { overflowX, overflowY, textOverflow, clipPath } = getComputedStyle(cutter);
      // It is there for screen readers.
      if (clipPath !== 'none') return false;
      const box = cutter.getBoundingClientRect();
      const isWide = (text.right > box.right + 1 || text.left < box.left - 1) && textOverflow !== 'ellipsis';
      return (isWide && /hidden|clip/.test(overflowX)) || (text.bottom > box.bottom + 2 && /hidden|clip/.test(overflowY));
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const own = node.parentElement;
      if (own?.checkVisibility() && isCut(node, own)) found.push(`${own.className}: ${node.textContent}`);
    }
    return found;
  });
}

function englishWords(text: string): readonly string[] {
  return text.match(/(?<!\p{L})[A-Za-z]{2,}(?!\p{L})/gu) ?? [];
}

function accentOf(letter: string): string {
  return accented[plain.indexOf(letter)] ?? letter;
}

function readBundle(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL('../../l10n/bundle.l10n.json', import.meta.url), 'utf8'));
}
