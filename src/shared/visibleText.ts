/** Joiners and variations: they belong to emoji and to letters of some scripts, and are drawn as nothing anywhere else. */
const JOINING = String.raw`[\u200c\u200d\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`;
/** Scripts whose letters change with joiners or have variations. */
const joiningScripts = [
  ...['Arab', 'Syrc', 'Nkoo', 'Mand', 'Mong', 'Phag', 'Adlm', 'Rohg'],
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Tibt', 'Mymr', 'Khmr', 'Java', 'Bali', 'Sund'],
];
const inScripts = (property: 'sc' | 'scx'): string => joiningScripts.map((script) => String.raw`\p{${property}=${script}}`).join('');
/** With the Arabic line that makes words longer. Marks belong to several scripts, but so do letters that Latin words have, like the apostrophe. */
const JOINING_LETTER = String.raw`\u0640[\p{L}&&[${inScripts('sc')}]][\p{M}&&[${inScripts('scx')}]]`;
/** What they may stand behind. Behind anything else, as in a Latin word, they would make two names look the same. */
const JOINABLE = String.raw`[[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{sc=Han}${JOINING_LETTER}]--${JOINING}]`;

/**
 * What acts on a screen instead of showing up: commands of terminals and other controls, breaks of lines, turns of the reading direction,
 * halves of characters, and all that Unicode says is drawn as nothing (zero-width characters, soft hyphens, fillers, tags), which hides a
 * text in another one or makes two names look the same; the empty pattern of Braille, too.
 */
const ACTING = new RegExp(String.raw`[[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]--${JOINING}]`, 'gv');

/** What acts where it stands. The digit of a keycap is no letter; more than 8 marks, which no language needs, cover the lines around them. */
const MISPLACED = new RegExp(String.raw`${JOINING}(?<!${JOINABLE}\ufe0f?.)(?!\u20e3)|\p{M}(?<=\p{M}{9})`, 'gv');

/**
 * Text of strangers as it may stand on any screen, on one line: what would act there is written as `\u202e`. Text that is JSON without line
 * breaks between its parts still says the same.
 */
export function visibleText(text: string): string {
  return escapeActing(text).replace(MISPLACED, escaped);
}

/** The same for several lines: only its line breaks and tabs act. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.split('\t').map(visibleText).join('\t'))
    .join('\n');
}

/** Only what acts wherever it stands: for JSON that is stored and searched, in which the rest belongs to the words. */
export function escapeActing(text: string): string {
  return text.replace(ACTING, escaped);
}

/** As JSON writes it, which has no form for more than 16 bits. */
function escaped(character: string): string {
  let text = '';
  for (let at = 0; at < character.length; at++) text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return text;
}
