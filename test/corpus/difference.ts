/** What a replay should have given and did not. */
export interface Difference {
  /** Where in the answer. */
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Gathers differences of one replay. */
export interface Expectations {
  readonly differences: readonly Difference[];
  /** JSON values are equal, whatever the order of their fields. */
  equal(what: string, expected: unknown, got: unknown): void;
  /** Every field of `expected` is in `got`, equal; `got` may have more, at every depth. */
  contained(what: string, expected: unknown, got: unknown): void;
  /** Says what was wanted where `holds` is false. */
  holds(what: string, holds: boolean, wanted: string, got: unknown): void;
}

/** Starts with no differences. */
export function newExpectations(): Expectations {
  const differences: Difference[] = [];
  const add = (found: Difference | undefined) => {
    if (found) differences.push(found);
  };
  return {
    differences,
    equal: (what, expected, got) => add(firstDifference(what, expected, got, true)),
    contained: (what, expected, got) => add(firstDifference(what, expected, got, false)),
    holds: (what, holds, wanted, got) => add(holds ? undefined : { what, expected: wanted, got }),
  };
}

function firstDifference(what: string, expected: unknown, got: unknown, whole: boolean): Difference | undefined {
  if (!isObject(expected) || !isObject(got) || Array.isArray(expected) !== Array.isArray(got)) {
    return Object.is(expected, got) ? undefined : { what, expected, got };
  }
  if (Array.isArray(expected) && Array.isArray(got) && expected.length !== got.length) {
    return { what: `${what}.length`, expected: expected.length, got: got.length };
  }
  const names = new Set([...Object.keys(expected), ...(whole ? Object.keys(got) : [])]);
  for (const name of names) {
    const place = `${what}.${name}`;
    if (Object.hasOwn(expected, name) !== Object.hasOwn(got, name)) {
      return { what: place, expected: expected[name], got: got[name] };
    }
    const found = firstDifference(place, expected[name], got[name], whole);
    if (found) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const SHOWN_CHARACTERS = 160;

/** One line. */
export function describeDifference(file: string, { what, expected, got }: Difference): string {
  return `${file}: ${what}: expected ${shortened(expected)}, got ${shortened(got)}`;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`;
}
