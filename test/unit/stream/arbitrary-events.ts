import fc from 'fast-check';

/** Fields an upstream might send: any names but the two of the envelope, any values, names of the envelope inside them. */
const innerNames = fc.oneof(fc.string(), fc.constantFrom('type', 'sequence_number', 'item_id', 'response_id', 'a_b'));

const jsonValues = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"sequence_number":1',
      ',"sequence_number":1}',
      '{"type":"',
      '\\',
      '\\"',
      '\u2028',
      '\ud800',
      '\r\n',
    ),
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(innerNames, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Field names of an event: OpenAI's, ones that only look like its envelope, and any others. */
const fieldNames = fc
  .oneof(fc.constantFrom('delta', 'logprobs', 'obfuscation', 'toString', 'sequence_numbers', 'types'), fc.string())
  .filter((name) => !['type', 'sequence_number', 'sequence', 'response_id', 'call_id', 'container_id'].includes(name));

/** What is laid around the tokens of a JSON text; none, as OpenAI writes, most often. */
const spacing = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(' ', '\n', '\t', '\r\n  '));

/** An event's own fields, its envelope, and one spelling of it all as JSON. */
export interface ArbitraryEvent {
  readonly own: Readonly<Record<string, unknown>>;
  readonly sequence: number;
  readonly text: string;
}

/** Events of a type as JSON texts: fields in any order, white space between any two tokens of the outermost object. */
export function arbitraryEvents(type: string): fc.Arbitrary<ArbitraryEvent> {
  return fc
    .record({
      own: fc.dictionary(fieldNames, jsonValues, { maxKeys: 5, noNullPrototype: true }),
      sequence: fc.nat(),
      typeAt: fc.constantFrom(0, 0, 0, 1, 2),
      sequenceAt: fc.constantFrom(1, 1, 9, 9, 2),
      spaces: fc.oneof(fc.constant(['']), fc.array(spacing, { minLength: 11, maxLength: 11 })),
    })
    .map(({ own, sequence, typeAt, sequenceAt, spaces }) => {
      const fields = Object.entries(own);
      fields.splice(typeAt, 0, ['type', type]);
      fields.splice(sequenceAt, 0, ['sequence_number', sequence]);
      let gap = 0;
      const space = () => spaces[gap++ % spaces.length] ?? '';
      const members = fields.map(
        ([name, value]) => `${space()}${JSON.stringify(name)}${space()}:${space()}${JSON.stringify(value)}${space()}`,
      );
      return { own, sequence, text: `${space()}{${members.join(',')}}${space()}` };
    });
}
