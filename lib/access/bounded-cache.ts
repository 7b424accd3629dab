/** Remembers values of one container for a while. Times in milliseconds, on the clock that the caller reads. */
export interface BoundedCache<Value> {
  readonly get: (key: string, now: number) => Value | undefined;
  readonly set: (key: string, value: Value, until: number) => void;
  readonly delete: (key: string) => void;
}

/** A cache of at most so many values; the one that was set first goes first. */
function newBoundedCache<Value>(most = 10_000): BoundedCache<Value> {
  const held = new Map<string, { readonly value: Value; readonly until: number }>();
  return {
    get: (key, now) => {
      const entry = held.get(key);
      return entry && now < entry.until ? entry.value : undefined;
    },
    set: (key, value, until) => {
      held.delete(key);
      held.set(key, { value, until });
      if (held.size > most) for (const first of held.keys()) return void held.delete(first);
    },
    delete: (key) => void held.delete(key),
  };
}

/** A cache for each table: what one says is nothing that another one knows. */
export function cacheOfTable<Value>(): (table: object) => BoundedCache<Value> {
  const caches = new WeakMap<object, BoundedCache<Value>>();
  return (table) => {
    const known = caches.get(table);
    if (known) return known;
    const cache = newBoundedCache<Value>();
    caches.set(table, cache);
    return cache;
  };
}
