/** Texts in the language of the editor, by the English ones. They come with the page. */
export type Translations = { readonly language: string; readonly texts: Readonly<Record<string, string>> };

/** For an attribute in double quotes. */
export function translationsAttribute(translations: Translations): string {
  return JSON.stringify(translations).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
