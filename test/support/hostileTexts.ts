import assert from 'node:assert/strict';

/** What strangers may put into any text, one of each kind. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'a colour': '\u001b[31mred\u001b[0m',
  'a cleared screen': '\u001b[2J\u001b[H',
  'a title of the window': '\u001b]0;title\u0007',
  'a link of the terminal': '\u001b]8;;http://evil.test\u001b\\here\u001b]8;;\u001b\\',
  'a clipboard of the terminal': '\u001b]52;c;ZXZpbA==\u0007',
  'an 8-bit command': '\u009b31m',
  'an 8-bit title': '\u009d0;title\u009c',
  'a step back': 'good\b\b\b\bevil',
  'a carriage return': 'good\revil',
  'a line break': 'good\nerror: evil',
  'a vertical tab and a form feed': 'a\u000b\u000cb',
  'a next line': 'a\u0085b',
  'a line separator': 'a\u2028b',
  'a paragraph separator': 'a\u2029b',
  NUL: 'a\0b',
  DEL: 'a\u007fb',
  'a direction override': 'a\u202ecod.exe\u202c',
  'a direction isolate': 'a\u2067b\u2069',
  'direction marks': 'a\u200e\u200f\u061cb',
  'a zero-width space': 'ad\u200bmin',
  'a joiner in a word': 'ad\u200dmin',
  'a non-joiner in a Cyrillic word': 'ад\u200cмин',
  'a word joiner': 'ad\u2060min',
  'invisible operators': 'ad\u2062\u2064min',
  'a byte order mark': '\ufeffadmin',
  'a soft hyphen': 'ad\u00admin',
  'a grapheme joiner': 'ad\u034fmin',
  fillers: 'ad\u3164\u115f\u1160\uffa0min',
  'a vowel separator': 'ad\u180emin',
  'a variation of nothing': 'admin\ufe0f',
  'a joiner behind a mark': 'cafe\u0301\u200d',
  'a joiner behind punctuation': 'a\u2013\u200db',
  'a variation of a space': 'a\u00a0\ufe00b',
  'a variation of a quote': '\u2019\u{e01ef}s',
  'a joiner behind an apostrophe': '\u02bc\u200d',
  'a joiner behind a syllable': '한\u200d글',
  'an empty pattern of Braille': 'a\u2800b',
  'a text of variations': '😀\u{e0101}\u{e0102}\u{e0103}',
  'a text of tags': 'hello\u{e0001}\u{e0065}\u{e0076}\u{e007f}',
  annotations: '\ufff9a\ufffab\ufffb',
  'half a pair, high': 'a\ud83d',
  'half a pair, low': '\ude00b',
  'a tower of marks': `a${'\u0301'.repeat(60)}`,
  markup: '<img src=x onerror="document.title=1"><script>document.title=2</script><a href="javascript:1">x</a>',
  'a link that runs a command': '[click](command:workbench.action.quit)',
  'an icon': '$(trash)',
};

/** Texts of the world that must stay as they are. */
export const honestTexts: readonly string[] = [
  'plain, with “quotes” — and ümlauts',
  'שלום עולם',
  'می‌خواهم',
  'क्‍ष नमस्ते',
  '日本 葛\u{e0100} ＡＢ カナ 한글',
  'ก็ดี้ Tiếng Việt e\u0301',
  '👩‍💻 👩🏽‍🚀 ❤️‍🔥 🏳️‍🌈 🇩🇪 1️⃣ #️⃣ ©️',
  'ᠠ᠋',
  'می\u064e\u200cخ ལ་ မ\ufe00 ⠓⠊',
  'a\u00a0b\u2009c',
];

/** Written out here once more, code point by code point: the rule itself would find itself right. */
const harmful: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xe0000, 0xe007f],
];
/** Harmful by what stands before it: a tower, a word or its punctuation with something in it, a row of variations. */
const misplaced =
  /\p{M}{9}|(?:[a-zа-я가-힣\u02bc\u2013\u2019\xa0]|\u0301)(?:\u200c|\u200d|\ufe00|\ufe0f|\u{e01ef})|(?:\ufe0f|[\u{e0100}-\u{e01ef}]){3}/iu;

/** Nothing in the text acts on a screen. */
export function assertHarmless(text: string, label = ''): void {
  const isHarmful = (character: string) => {
    const code = character.codePointAt(0) ?? 0;
    return harmful.some(([first, last]) => code >= first && code <= last);
  };
  const found = Array.from(text).find(isHarmful) ?? misplaced.exec(text)?.[0];
  assert.equal(found, undefined, `${label}: ${JSON.stringify(found)} in ${JSON.stringify(text.slice(0, 2000))}`);
}
