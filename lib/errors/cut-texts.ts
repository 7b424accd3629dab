import { cutText } from './cut-text.ts';

/** A failure's facts are few: OpenAI sends some ten `x-ratelimit-*` headers. */
const MOST_FIELDS = 24;

/**
 * The first of some fields, their names and their texts cut to what a message quotes.
 *
 * @param longer most characters of fields that may be longer
 */
export function cutTexts<Fields extends object>(fields: Fields, longer: Readonly<Record<string, number>> = {}): Fields {
  const entries = Object.entries(fields).slice(0, MOST_FIELDS);
  return Object.fromEntries(
    entries.map(([name, value]) => [cutText(name), typeof value === 'string' ? cutText(value, longer[name]) : value]),
  ) as Fields;
}
