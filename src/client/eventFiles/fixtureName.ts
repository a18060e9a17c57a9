/** Characters at most: with a number and the ending this stays below the 255 bytes that file systems know. */
const LONGEST = 60;
/** Names of devices on Windows, whatever ending they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A file name, without its ending, for an event type that anybody may have chosen. It is none of another folder and none that is hidden. */
export function fixtureName(type: string): string {
  const words = type.normalize('NFC').replace(/[^\p{L}\p{N}\p{M}._-]+/gu, '-');
  const name = [...words]
    .slice(0, LONGEST)
    .join('')
    .replace(/^[\p{M}.-]+|[.-]+$/gu, '');
  if (name === '') return 'event';
  return DEVICE.test(name) ? `event-${name}` : name;
}
