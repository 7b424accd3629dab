import { jsonOrUndefined } from '../../json/fields.ts';
import { decodeText } from '../../large-json/byte-string.ts';
import { type LongString, takeOutLongStrings } from '../../large-json/long-strings.ts';
import type { BodyKind } from '../../stream/body-limits.ts';

/** Vectors of more bytes are not parsed for the two fields beside them. */
const PARSED_BYTES = 1024 * 1024;
/** Behind the vectors stand the model and the usage. */
const END_BYTES = 4096;

const MODEL = /"model"\s*:\s*("[^"\\]*")/;
const USAGE = /"usage"\s*:\s*(\{[^{}]*\})/;

/** What an answer says, and the long strings that were taken out of it. */
export interface ReadAnswer {
  readonly fields: unknown;
  readonly strings: readonly LongString[];
}

/** What is read of an answer that goes on as it came: all of it, less its images, or what stands beside its vectors. */
export function answerFields(pieces: readonly Buffer[], kind: BodyKind): ReadAnswer {
  if (kind === 'images') {
    const { json, strings } = takeOutLongStrings(pieces);
    return { fields: jsonOrUndefined(decodeText(json)), strings };
  }
  const bytes = Buffer.concat(pieces);
  if (kind !== 'embeddings' || bytes.length <= PARSED_BYTES)
    return { fields: jsonOrUndefined(bytes.toString('utf8')), strings: [] };
  const end = bytes.subarray(-END_BYTES).toString('utf8');
  return { fields: { model: valueIn(end, MODEL), usage: valueIn(end, USAGE) }, strings: [] };
}

function valueIn(text: string, field: RegExp): unknown {
  return jsonOrUndefined(field.exec(text)?.[1] ?? '');
}
