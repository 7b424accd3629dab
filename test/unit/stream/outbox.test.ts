import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeOutLongStrings } from '../../../lib/large-json/long-strings.ts';
import { openOutbox } from '../../../lib/stream/outbox.ts';
import { base64Of, cutInto } from './pieces.ts';
import { settle } from './stream-run.ts';

const image = base64Of(100_000);
const text = `{"image":"${image}"}`;
const shortened = takeOutLongStrings(cutInto(Buffer.from(text), [20_000]));

function opened() {
  const written: (string | Buffer)[] = [];
  const told: string[] = [];
  /** What each write answers; `true` once they are used up. */
  const answers: boolean[] = [];
  let waiting = Promise.withResolvers<void>();
  const sink = {
    write(bytes: string | Buffer) {
      written.push(bytes);
      return answers.shift() ?? true;
    },
    drained() {
      told.push('waits');
      waiting = Promise.withResolvers<void>();
      return waiting.promise;
    },
  };
  const outbox = openOutbox(sink, {
    onFull: () => told.push('full'),
    onDrained: () => told.push('drained'),
    onBroken: () => told.push('broken'),
    onSent: () => told.push('sent'),
  });
  return {
    outbox,
    written,
    told,
    answers,
    drain: () => waiting.resolve(),
    break: () => waiting.reject(new Error('gone')),
  };
}

describe('an outbox', () => {
  it('writes what was put together in one write', () => {
    const { outbox, written, told } = opened();
    outbox.put('a');
    outbox.put('');
    outbox.put('b');
    expect(written).toEqual([]);
    outbox.flush();
    expect(written).toEqual(['ab']);
    expect(told).toEqual(['sent']);
  });

  it('writes nothing twice, and nothing where nothing was put', () => {
    const { outbox, written, told } = opened();
    outbox.flush();
    outbox.put('a', shortened.strings);
    outbox.flush();
    outbox.flush();
    expect(written).toEqual(['a']);
    expect(told).toEqual(['sent']);
  });

  it('writes text and strings in the order in which they were put', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'bc', 'image', 'flush')), (steps) => {
        const { outbox, written } = opened();
        for (const step of steps) {
          if (step === 'flush') outbox.flush();
          else if (step === 'image') outbox.put(shortened.json, shortened.strings);
          else outbox.put(step);
        }
        outbox.flush();
        const expected = steps.map((step) => (step === 'flush' ? '' : step === 'image' ? text : step)).join('');
        expect(written.map(String).join('') === expected).toBe(true);
      }),
    );
  });

  it('writes a longString as the very bytes that were read', () => {
    const { outbox, written } = opened();
    outbox.put('before');
    outbox.put(shortened.json, shortened.strings);
    outbox.put('after');
    outbox.flush();
    const [longString = []] = shortened.strings;
    expect(written.filter((part) => typeof part !== 'string').every((part, index) => part === longString[index])).toBe(
      true,
    );
    expect(written.map((part) => (typeof part === 'string' ? part : part.length))).toEqual([
      'before',
      '{"image":"',
      ...longString.map(({ length }) => length),
      '"}',
      'after',
    ]);
  });

  it('waits once for a caller who is slow, and writes to it even so', async () => {
    const { outbox, written, told, answers, drain } = opened();
    answers.push(false, false);
    outbox.put('a');
    outbox.flush();
    expect(outbox.full).toBe(true);
    outbox.put('b');
    outbox.flush();
    expect(written).toEqual(['a', 'b']);
    expect(told).toEqual(['sent', 'full', 'waits', 'sent']);
    drain();
    await settle();
    expect(outbox.full).toBe(false);
    expect(told.at(-1)).toBe('drained');
  });

  it('waits anew when the caller is slow once more', async () => {
    const { outbox, told, answers, drain } = opened();
    for (const put of ['a', 'b']) {
      answers.push(false);
      outbox.put(put);
      outbox.flush();
      drain();
      await settle();
    }
    expect(told.filter((event) => event === 'full')).toHaveLength(2);
    expect(told.filter((event) => event === 'drained')).toHaveLength(2);
  });

  it('tells of a sink that breaks while it waits', async () => {
    const { outbox, told, answers, break: breaks } = opened();
    answers.push(false);
    outbox.put('a');
    outbox.flush();
    breaks();
    await settle();
    expect(told).toEqual(['sent', 'full', 'waits', 'broken']);
  });
});
