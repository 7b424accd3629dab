import { cutText } from '../errors/cut-text.ts';
import { callersName } from './request-json.ts';

const NAME = /^[A-Za-z_$][\w$]*$/;
/** A header's name, such as `last-event-id`, stands alone: nothing is below it. */
const HEADER = /^[a-z]+(?:-[a-z]+)+$/;
/** What is left of an escape that was cut. */
const CUT_ESCAPE = /(?<=(?<!\\)(?:\\\\)*)\\(?:u[\da-f]{0,3})?(?=…$)/;

/**
 * A path as callers read it: `tools[0].container.file_ids[0]`; keys that are no plain names are quoted, `metadata["a b"]`, and
 * long ones are cut.
 */
export function parameterPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    const whole = callersName(String(part));
    const name = cutText(whole);
    if (typeof part === 'number') text += `[${part}]`;
    else if (path.length === 1 && HEADER.test(whole)) text = name;
    else if (NAME.test(whole)) text += text ? `.${name}` : name;
    else text += `["${cutText(JSON.stringify(name).slice(1, -1)).replace(CUT_ESCAPE, '')}"]`;
  }
  return text;
}

/** What stands at a path of a body; undefined where the path leads nowhere. */
export function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** Whatever has a path. */
interface Placed {
  readonly path: readonly PropertyKey[];
}

/**
 * Orders paths as they stand in the body: array elements by index, fields by their place, and fields that the body lacks
 * after those that it has. The places of an object's fields are looked up once, however many paths lead through it.
 */
export function bodyOrder(body: unknown): (left: Placed, right: Placed) => number {
  const places = new Map<object, ReadonlyMap<string, number>>();

  function place(value: unknown, key: PropertyKey): number {
    if (typeof key === 'number') return key;
    if (typeof value !== 'object' || value === null) return LAST;
    const known = places.get(value) ?? new Map(Object.keys(value).map((name, index) => [name, index]));
    places.set(value, known);
    return known.get(String(key)) ?? LAST;
  }

  return ({ path: left }, { path: right }) => {
    let value = body;
    for (let depth = 0; depth < Math.min(left.length, right.length); depth += 1) {
      const [a = '', b = ''] = [left[depth], right[depth]];
      if (a !== b) return place(value, a) - place(value, b);
      value = valueAt(value, [a]);
    }
    return left.length - right.length;
  };
}

/** A finite "after everything": the difference of two infinities would be NaN. */
const LAST = Number.MAX_SAFE_INTEGER;
