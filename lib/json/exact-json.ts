/** A number of so many digits, or with so large an exponent, may be another one as a double. Where it begins is no string. */
const LONG_NUMBER = /[:[,\s]-?(?:\d{16}|\d+(?:\.\d+)?[eE]\+?\d{3})/;

const INTEGER = /^-?\d+(?:[eE]\+?\d+)?$/;

/** Whether a JSON text may have numbers that `JSON.parse` changes: no more than a look at its digits. */
export function hasLongNumbers(text: string): boolean {
  return LONG_NUMBER.test(text);
}

/**
 * The value of a JSON text, in which the integers that a double cannot hold are what `write` makes of their source. Fractions are
 * doubles, as everywhere. Throws as `JSON.parse` does.
 */
export function parseLongNumbers(text: string, write: (source: string) => unknown): unknown {
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && isChanged(value, source) ? write(source) : value,
  );
}

/** `JSON.parse`, but for integers that a double cannot hold: `JSON.stringify` writes them as they came. */
export function parseExactJson(text: string): unknown {
  return hasLongNumbers(text) ? parseLongNumbers(text, (source) => JSON.rawJSON(source)) : JSON.parse(text);
}

function isChanged(value: number, source: string): boolean {
  // An infinite one would be written as null.
  if (!Number.isFinite(value)) return true;
  return !Number.isSafeInteger(value) && INTEGER.test(source) && String(value) !== source;
}
