/** A copy of a body with another value at a path; what is beside the path is the body's own. */
export function withValue<Body extends object>(body: Body, path: readonly (string | number)[], value: unknown): Body {
  const along: unknown[] = [body];
  for (const key of path.slice(0, -1)) along.push(Reflect.get(Object(along.at(-1)), key));
  let made = value;
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const [holder, key] = [along[depth], path[depth] ?? ''];
    // A computed field is defined, not set: one called `__proto__` stays a field.
    made = Array.isArray(holder) ? holder.with(Number(key), made) : { ...Object(holder), [key]: made };
  }
  return made as Body;
}
