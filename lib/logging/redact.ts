import { maskedLength, maskSecrets } from './mask-secrets.ts';
import { maskUrl } from './mask-url.ts';

/** What of a body reaches the log. */
export type PayloadMode = 'none' | 'redacted' | 'full';

/** A log line is for reading: CloudWatch cuts events at 1 MB, and nobody finds anything in one. */
const limits = { depth: 24, values: 5000, characters: 100_000, entries: 200, nameCharacters: 100, urlCharacters: 4000 };

/** Fields whose text is base64, whatever its size. */
const base64Fields = /^(result|data|file_data|b64_json|partial_image_b64|encrypted_content)$/;

/** Fields that hold a secret, or maps of them: an MCP server's headers, a container's credentials. */
const secretFields =
  /^(authorization|proxy[-_]authorization|cookie|set-cookie|headers|domain_secrets)$|api[-_]?key|password|secret|(access|refresh|auth|bearer|session)[-_]?token/i;

/** Addresses that a caller has an account at: who it is may stand in them. */
const urlFields = /^server_url$/;

/** Maps whose names and types a caller makes up, so that no value in them is known to be harmless. */
const callersMaps = /^(metadata|variables|parameters|schema|input_schema|arguments|logprobs|top_logprobs)$/;

/** Fields that say what something is; their value stays readable where it looks like a name. */
const tellsKind =
  /^(type|role|status|object|model|name|mode|format|detail|effort|phase|service_tier|truncation|verbosity|include|modalities|tool_choice|reason|error_code|parameter|param|(\w+_)?ids?)$/;
const looksLikeName = /^[\w.:-]{1,100}$/;

interface Walk {
  readonly mode: PayloadMode;
  values: number;
  characters: number;
}

/** What the walk knows of where it is. */
interface Place {
  readonly field: string;
  readonly depth: number;
  /** Nothing below may be read, in `full` either. */
  readonly secret: boolean;
  /** Nothing below is known to be harmless. */
  readonly callers: boolean;
}

function text(value: string, place: Place, walk: Walk): string {
  if (place.secret || base64Fields.test(place.field)) return maskedLength(value.length);
  if (walk.mode === 'redacted') {
    const readable = !place.callers && tellsKind.test(place.field) && looksLikeName.test(value);
    return readable ? maskSecrets(value, limits.nameCharacters) : maskedLength(value.length);
  }
  const shown = urlFields.test(place.field) && value.length <= limits.urlCharacters ? maskUrl(value) : value;
  const masked = maskSecrets(shown, Math.max(0, limits.characters - walk.characters));
  walk.characters += masked.length;
  return masked;
}

function list(values: readonly unknown[], place: Place, walk: Walk): unknown {
  // Numbers in rows are texts in disguise: a log probability carries its token's bytes.
  if (walk.mode === 'redacted' && values.length > 0 && typeof values[0] === 'number')
    return `[${values.length} numbers]`;
  const shown: unknown[] = [];
  for (const value of values) {
    if (shown.length >= limits.entries || walk.values >= limits.values) break;
    shown.push(visit(value, { ...place, depth: place.depth + 1 }, walk));
  }
  if (shown.length < values.length) shown.push(`[${values.length - shown.length} more]`);
  return shown;
}

function map(value: object, place: Place, walk: Walk): unknown {
  const shown: [string, unknown][] = [];
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    if (shown.length >= limits.entries || walk.values >= limits.values) {
      shown.push(['…', '[more fields]']);
      break;
    }
    const below = {
      // A code interpreter's `code` is a program, an error's is a name.
      field: name === 'code' && /error$/.test(place.field) ? 'error_code' : name,
      depth: place.depth + 1,
      secret: place.secret || secretFields.test(name),
      callers: place.callers || callersMaps.test(name),
    };
    shown.push([maskSecrets(name, limits.nameCharacters), visit(Reflect.get(value, name), below, walk)]);
  }
  // Defines its fields, so that one called `__proto__` is a field.
  return Object.fromEntries(shown);
}

function visit(value: unknown, place: Place, walk: Walk): unknown {
  walk.values += 1;
  if (typeof value === 'string') return text(value, place, walk);
  if (value === null) return value;
  // An integer that a double cannot hold, as it came.
  if (JSON.isRawJSON(value)) return place.secret || (place.callers && walk.mode === 'redacted') ? '[number]' : value;
  if (typeof value === 'object') {
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (place.depth >= limits.depth) return '[deeper]';
    return Array.isArray(value) ? list(value, place, walk) : map(value, place, walk);
  }
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  return place.secret || (place.callers && walk.mode === 'redacted') ? `[${typeof value}]` : value;
}

/** A value's type and size. */
function shape(value: unknown): string {
  if (typeof value === 'string') return `string of ${value.length}`;
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (value === null) return 'null';
  return typeof value;
}

function shapes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return shape(value);
  return Object.fromEntries(
    Object.keys(value)
      .slice(0, limits.entries)
      .map((name) => [maskSecrets(name, limits.nameCharacters), shape(Reflect.get(value, name))]),
  );
}

/**
 * What of a request or response body may be logged; `value` is JSON and stays as it is.
 *
 * - `none`: the names of its fields with their types and sizes.
 * - `redacted`: its structure; every text is replaced by its length, save names of types, models, tools and ids.
 * - `full`: everything.
 *
 * Keys, authorization values and base64 appear in no mode. Takes time linear in what it shows: at most 5,000 values,
 * 24 levels, 200 entries a level and 100,000 characters.
 */
export function redactPayload(value: unknown, mode: PayloadMode): unknown {
  if (value === undefined) return undefined;
  if (mode === 'none') return shapes(value);
  return visit(value, { field: '', depth: 0, secret: false, callers: false }, { mode, values: 0, characters: 0 });
}
