import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { envelopeOf, isFlat } from '../../../lib/stream/envelope.ts';
import { bytesOf, textOf } from '../apis/responses/events/stream-setting.ts';
import { arbitraryEvents } from './arbitrary-events.ts';

const type = 'response.output_text.delta';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('isFlat', () => {
  it.each([
    '{"type":"keepalive"}',
    '{"type":"keepalive","sequence_number":0}',
    '{"type":"a.b_c","delta":"\\u00e9\\n\\"","n":-1.5,"list":[],"x":null,"y":true,"z":false,"sequence_number":12}',
    '{"type":"a","delta":"{\\"sequence_number\\":1}"}',
    '{"type":"a","delta":""}',
  ])('accepts %s', (text) => {
    expect(isFlat(bytesOf(text))).toBe(true);
    expect(parses(text)).toBe(true);
  });

  it.each([
    ['a raw line break in a string', '{"type":"a","delta":"\n"}'],
    ['a raw tab in a string', '{"type":"a","delta":"\t"}'],
    ['an unknown escape', '{"type":"a","delta":"\\x"}'],
    ['a short unicode escape', '{"type":"a","delta":"\\u12g4"}'],
    ['a leading zero', '{"type":"a","sequence_number":01}'],
    ['a bare minus', '{"type":"a","sequence_number":-}'],
    ['a trailing comma', '{"type":"a",}'],
    ['an open string', '{"type":"a","delta":"\\"}'],
    ['something after it', '{"type":"a"}}'],
    ['a line break after it', '{"type":"a"}\n'],
    ['an object', '{"type":"a","part":{}}'],
    ['a filled array', '{"type":"a","list":[1]}'],
    ['another first field', '{"delta":"a","type":"a"}'],
  ])('leaves %s to the parser', (_name, text) => {
    expect(isFlat(bytesOf(text))).toBe(false);
  });

  it('never accepts what JSON does not', () => {
    const tokens = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '-',
      '.',
      'e',
      'u',
      '\n',
      '\0',
      ' ',
      'true',
    );
    const flatText = fc
      .dictionary(
        fc.stringMatching(/^[a-z_]{1,8}$/),
        fc.oneof(fc.string(), fc.integer(), fc.constant([]), fc.boolean()),
      )
      .map((fields) => JSON.stringify({ type, ...fields, sequence_number: 3 }));
    const mutations = fc.array(fc.record({ at: fc.nat(120), removes: fc.nat(2), puts: tokens }), { maxLength: 3 });
    let accepted = 0;
    fc.assert(
      fc.property(flatText, mutations, (text, changes) => {
        const mutated = changes.reduce((s, { at, removes, puts }) => {
          const start = at % s.length;
          return s.slice(0, start) + puts + s.slice(start + removes);
        }, text);
        if (!isFlat(bytesOf(mutated))) return;
        accepted += 1;
        expect(parses(mutated), mutated).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it('decides long texts that are almost flat without going back and forth', () => {
    const almost = `{"type":"a","delta":"${'\\u0041\\"'.repeat(2000)}\n"}`;
    const start = performance.now();
    for (let time = 0; time < 100; time += 1) expect(isFlat(almost)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('envelopeOf', () => {
  it.each([
    ['second', '{"type":"a","sequence_number":7,"x":{"y":1},"z":"é"}', '"x":{"y":1},"z":"é"'],
    ['last', '{"type":"a","x":{"sequence_number":1},"sequence_number":7}', '"x":{"sequence_number":1}'],
    ['alone', '{"type":"a","sequence_number":7}', ''],
  ])('cuts out the fields where the number stands %s', (_name, text, fields) => {
    expect(envelopeOf(bytesOf(text))).toEqual({ type: 'a', sequence: 7, fields: bytesOf(fields) });
  });

  it.each([
    ['no number', '{"type":"a","x":1}'],
    ['a number only inside', '{"type":"a","x":{"b":1,"sequence_number":3}}'],
    ['a number only inside a string', '{"type":"a","x":",\\"sequence_number\\":3}"}'],
    ['the number in the middle', '{"type":"a","x":1,"sequence_number":7,"y":2}'],
    ['a fraction', '{"type":"a","sequence_number":7.5,"x":1}'],
    ['a negative number', '{"type":"a","x":1,"sequence_number":-7}'],
    ['a string', '{"type":"a","sequence_number":"7","x":1}'],
    ['its type elsewhere', '{"x":1,"type":"a","sequence_number":7}'],
    ['an escaped type', '{"type":"a\\nb","sequence_number":7}'],
    ['line breaks', '{"type":"a","sequence_number":7,\n"x":1}'],
  ])('leaves an event with %s to the parser', (_name, text) => {
    expect(parses(text)).toBe(true);
    expect(envelopeOf(text)).toBeUndefined();
  });

  it('never differs from parsing, for any valid JSON', () => {
    let cut = 0;
    fc.assert(
      fc.property(arbitraryEvents(type), ({ own, sequence, text }) => {
        const envelope = envelopeOf(bytesOf(text));
        if (!envelope) return;
        cut += 1;
        expect({ ...envelope, fields: JSON.parse(`{${textOf(envelope.fields)}}`) }).toEqual({
          type,
          sequence,
          fields: JSON.parse(JSON.stringify(own)),
        });
        expect(envelope.fields).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 1000 },
    );
    expect(cut).toBeGreaterThan(50);
  });
});
