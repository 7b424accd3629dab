// Keys as OpenAI quotes them: `sk-…` whole, shortened or starred. "task-force" is no key, so nothing may precede it.
const KEY = /(?<![A-Za-z0-9])sk-[\w*….-]*[\w*…]/g;

// What follows the word in a header or a sentence; a word without digits or stars is prose ("Bearer authentication").
const BEARER = /\b(bearer\s+)(?=[^\s"'\\]*[\d*…])[\w.~+/=*…-]{8,}/gi;

// A key of any other form (a typo, another vendor's) is known only by its place in OpenAI's sentence. In JSON the sentence
// may end at a quote or at an escape.
const QUOTED_KEY = /(API key provided: )[^\s"\\]+?(?=\.?(?:[\s"\\]|$))/gi;

/** What every sentence has that `QUOTED_KEY` is for: a search for it costs less than the pattern. */
const QUOTED_KEY_SIGN = 'PI key provided: ';

/** `text` with every OpenAI key in it, whole or partly starred, replaced by `[redacted]`. */
export function redactKeys(text: string): string {
  return redactQuotedKeys(text).replace(KEY, '[redacted]').replace(BEARER, '$1[redacted]');
}

/** The same of the keys alone that stand in OpenAI's sentence about one. Takes JSON too, and leaves it valid. */
export function redactQuotedKeys(text: string): string {
  return text.includes(QUOTED_KEY_SIGN) ? text.replace(QUOTED_KEY, '$1[redacted]') : text;
}
