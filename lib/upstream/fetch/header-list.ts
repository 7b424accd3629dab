/**
 * The part of the Fetch Standard's `Headers` that the OpenAI SDK uses (https://fetch.spec.whatwg.org/#headers-class):
 * names in lower case, repeated values joined with a comma, iteration in sorted order.
 *
 * Node's own class makes it load undici, 25 ms of every cold start; a bundle gets this one in its place (see `globals.ts`).
 */
export class HeaderList {
  readonly #values = new Map<string, string>();

  /** Takes pairs, another list, or an object. Throws a `TypeError` for a name or value that HTTP does not allow. */
  constructor(init?: Pairs | Readonly<Record<string, string>>) {
    if (!init) return;
    const pairs = isPairs(init) ? init : Object.entries(init);
    for (const [name, value] of pairs) this.append(name, value);
  }

  append(name: string, value: string): void {
    const key = fieldName(name);
    const former = this.#values.get(key);
    this.#values.set(key, former === undefined ? fieldValue(value) : `${former}, ${fieldValue(value)}`);
  }

  set(name: string, value: string): void {
    this.#values.set(fieldName(name), fieldValue(value));
  }

  delete(name: string): void {
    this.#values.delete(fieldName(name));
  }

  get(name: string): string | null {
    return this.#values.get(fieldName(name)) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(fieldName(name));
  }

  forEach(visit: (value: string, name: string, parent: HeaderList) => void): void {
    for (const [name, value] of this.entries()) visit(value, name, this);
  }

  *entries(): Generator<[string, string]> {
    yield* [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  *keys(): Generator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): Generator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Headers';
  }
}

/** RFC 9110 §5.6.2: a header name is a token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 §5.5, as the Fetch Standard reads it: no NUL, CR or LF, and no white space around. */
const FORBIDDEN_IN_VALUE = /[\0\r\n\u0100-\uffff]/;
const AROUND = /^[\t\n\r ]+|[\t\n\r ]+$/g;

function fieldName(name: string): string {
  if (!TOKEN.test(name)) throw new TypeError(`Invalid header name: ${JSON.stringify(name)}`);
  return name.toLowerCase();
}

function fieldValue(value: string): string {
  const text = String(value).replace(AROUND, '');
  if (FORBIDDEN_IN_VALUE.test(text)) throw new TypeError('Invalid header value');
  return text;
}

type Pairs = Iterable<readonly [string, string]>;

function isPairs(init: Pairs | Readonly<Record<string, string>>): init is Pairs {
  return Symbol.iterator in init;
}
