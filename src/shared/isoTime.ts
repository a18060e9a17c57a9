/** Calendar, week and ordinal dates, extended or basic, with or without time and zone: what the hub takes. */
export const ISO_8601 =
  /^\d{4}(-?W\d{2}(-?\d)?|-?\d{3}|-?\d{2}(-?\d{2})?)?([T ]\d{2}(:?\d{2}(:?\d{2}([.,]\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i;

/** No such time is longer. */
export const ISO_CHARACTERS = 64;

export function isIsoTime(value: unknown): value is string {
  return typeof value === 'string' && value.length <= ISO_CHARACTERS && ISO_8601.test(value);
}
