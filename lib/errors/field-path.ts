/** Where in a request a field is, as frameworks put it before the path. */
const PLACES = new Set(['body', 'query', 'header', 'path']);

/**
 * A field's path (`input[0].content`) from the forms in which servers give it: a string, a JSON pointer (`/input/0/content`,
 * RFC 6901), a list of keys as FastAPI's `loc` and zod's `path` are. Undefined for anything else.
 */
export function fieldPath(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value.startsWith('/') ? joined(value.slice(1).split('/')) : value || undefined;
  }
  if (!Array.isArray(value) || value.length > 50) return undefined;
  const keys: readonly unknown[] = value;
  if (!keys.every((key) => typeof key === 'string' || typeof key === 'number')) return undefined;
  return joined(keys.map(String));
}

function joined(keys: readonly string[]): string | undefined {
  const [first = '', ...rest] = keys;
  const own = PLACES.has(first) ? rest : keys;
  const path = own.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join('');
  return path.replace(/^\./, '') || undefined;
}
