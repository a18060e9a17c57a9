/** A language that numbers and dates can be written in; English where the tag is none, as `de_DE`: `Intl` would throw. */
export function writableLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** British for English: the day stands before the month, which is a name. */
export function dateLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** A moment to the second. */
export const momentFormat: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' };
