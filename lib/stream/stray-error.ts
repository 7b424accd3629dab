import { byteStringOf, decodeText } from '../large-json/byte-string.ts';
import { bareError } from './bare-error.ts';
import type { EventTypes } from './event-catalogue.ts';

/**
 * The error that a body ends in as JSON without the form of an event: what a gateway writes that has begun a stream, and knows
 * no other way to say why it goes no further. Undefined where there is none.
 *
 * @param tail The last pieces of the body.
 */
export function strayError(tail: readonly Buffer[], types: EventTypes): object | undefined {
  const text = tail.map(byteStringOf).join('').trim();
  const start =
    text.startsWith('{') || text.startsWith('[') ? 0 : Math.max(text.lastIndexOf('\n{'), text.lastIndexOf('\n[')) + 1;
  if (!/^[{[]/.test(text.slice(start, start + 1))) return undefined;
  try {
    return bareError(JSON.parse(decodeText(text.slice(start))), 'error', types);
  } catch {
    return undefined;
  }
}
