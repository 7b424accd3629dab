const NAME = /^[A-Za-z_$][\w$]*$/;
/** A header's name, such as `last-event-id`, stands alone: nothing is below it. */
const HEADER = /^[a-z]+(?:-[a-z]+)+$/;

/** A path as callers read it: `tools[0].container.file_ids[0]`; keys that are no plain names are quoted, `metadata["a b"]`. */
export function parameterPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (path.length === 1 && HEADER.test(String(part))) text = String(part);
    else if (NAME.test(String(part))) text += text ? `.${String(part)}` : String(part);
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

/** What stands at a path of a body; undefined where the path leads nowhere. */
export function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/**
 * Orders two paths as they stand in the body: array elements by index, fields by their place, and fields that the body
 * lacks after those that it has.
 */
export function compareInBody(body: unknown, left: readonly PropertyKey[], right: readonly PropertyKey[]): number {
  let value = body;
  for (let depth = 0; depth < Math.min(left.length, right.length); depth += 1) {
    const [a, b] = [left[depth], right[depth]] as [PropertyKey, PropertyKey];
    if (a !== b) return place(value, a) - place(value, b) || 0;
    value = valueAt(value, [a]);
  }
  return left.length - right.length;
}

function place(value: unknown, key: PropertyKey): number {
  if (typeof key === 'number') return key;
  const index = typeof value === 'object' && value !== null ? Object.keys(value).indexOf(String(key)) : -1;
  // A finite "after everything": the difference of two infinities would be NaN.
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
}
