import type { ByteString } from '../large-json/byte-string.ts';

/**
 * Splits an event's JSON text into its type, its sequence number and the text of its other fields, without making an
 * object of it. OpenAI writes `type` first and `sequence_number` second or last; anything else is parsed instead.
 */
export interface Envelope {
  readonly type: string;
  readonly sequence: number;
  /** The other fields as JSON text, without braces and without a comma at either end: `"delta":"Once","item_id":"msg_1"`. */
  readonly fields: ByteString;
}

/** How an event begins as OpenAI writes it. */
export const TYPE_HEAD: ByteString = '{"type":"';
const SEQUENCE = ',"sequence_number":';
const QUOTE = 34;
const COMMA = 44;
const CLOSING_BRACE = 125;
const ZERO = 48;
const NINE = 57;

/** Digits that a JavaScript number holds exactly, whatever they are. */
const LONGEST_EXACT = 15;

const LINE_BREAK = /[\r\n]/;
const PLAIN = /^[ !#-[\]-~]*$/;

/** Past this length a flat check by regular expression costs more than parsing. */
const LONGEST_FLAT = 16_384;

/**
 * A JSON object of `"name": string | number | literal | []` and nothing else, in OpenAI's spelling (no white space), by
 * RFC 8259's grammar: such a text is known to be valid without being parsed.
 */
const FLAT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids them in strings, so this has to name them.
  /^\{"type":"[a-z_.]+"(?:,"[a-z_]+":(?:"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?|\[\]|null|true|false))*\}$/;

/** Whether the text is a flat JSON object, all of it valid. `false` says nothing: parse it. */
export function isFlat(text: ByteString): boolean {
  return text.length <= LONGEST_FLAT && FLAT.test(text);
}

/**
 * The envelope of a text that is known to be valid JSON; `undefined` where its fields stand in another order, where it
 * has no whole sequence number, or where it holds line breaks that an SSE data line could not carry.
 */
export function envelopeOf(text: ByteString): Envelope | undefined {
  if (!text.startsWith(TYPE_HEAD) || text.charCodeAt(text.length - 1) !== CLOSING_BRACE || LINE_BREAK.test(text))
    return undefined;
  const typeEnd = text.indexOf('"', TYPE_HEAD.length);
  const type = text.slice(TYPE_HEAD.length, typeEnd);
  const rest = type.includes('\\') ? undefined : cutSequence(text, typeEnd + 1);
  return rest && { type, ...rest };
}

/**
 * Cuts the sequence number out of an event's text, from `afterType`, the place after the value of `type`.
 *
 * Cutting at the end is sound: in valid JSON that closes with `,"sequence_number":<digits>}` the brace is the outermost
 * one, and the quoted name stands outside any string, since inside one its quotes would be escaped.
 */
export function cutSequence(text: ByteString, afterType: number): Omit<Envelope, 'type'> | undefined {
  const front = text.startsWith(SEQUENCE, afterType);
  const cut = front ? afterType : text.lastIndexOf(SEQUENCE);
  // Anything but a comma after the type is white space: cutting after it would leave the comma in.
  if (cut < afterType || text.charCodeAt(afterType) !== COMMA) return undefined;
  const start = cut + SEQUENCE.length;
  const end = endOfDigits(text, start);
  const next = text.charCodeAt(end);
  if (
    end === start ||
    end - start > LONGEST_EXACT ||
    (front ? next !== COMMA && next !== CLOSING_BRACE : end !== text.length - 1)
  )
    return undefined;
  const fields = front ? text.slice(next === COMMA ? end + 1 : end, -1) : text.slice(afterType + 1, cut);
  return { sequence: Number(text.slice(start, end)), fields };
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end += 1;
  return end;
}

/** The value of a plain ASCII string field of a flat object by its key (`"item_id":`); `undefined` where it is none. */
export function plainString(fields: ByteString, key: string): string | undefined {
  const start = startOfValue(fields, key);
  if (start < 0 || fields.charCodeAt(start) !== QUOTE) return undefined;
  const value = fields.slice(start + 1, fields.indexOf('"', start + 1));
  return PLAIN.test(value) ? value : undefined;
}

/** The value of a whole-number field of a flat object by its key (`"output_index":`), or `undefined`. */
export function plainNumber(fields: ByteString, key: string): number | undefined {
  const start = startOfValue(fields, key);
  const end = start < 0 ? start : endOfDigits(fields, start);
  return end > start ? Number(fields.slice(start, end)) : undefined;
}

/** The type of an event that begins with it, as OpenAI's do; `undefined` for any other, which has to be parsed. */
export function headType(text: ByteString): string | undefined {
  if (!text.startsWith(TYPE_HEAD)) return undefined;
  return text.slice(TYPE_HEAD.length, text.indexOf('"', TYPE_HEAD.length));
}

/** Two lists of JSON fields as one. */
export function join(first: ByteString, second: ByteString): ByteString {
  return first === '' || second === '' ? first + second : `${first},${second}`;
}

/** Whether a flat object has the key (`"response_id":`). */
export function hasField(fields: ByteString, key: string): boolean {
  return fields.includes(key);
}

/** In a flat object a key can only be a key: inside a string value its quotes would be escaped. */
function startOfValue(fields: ByteString, key: string): number {
  const at = fields.indexOf(key);
  return at < 0 ? -1 : at + key.length;
}
