import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EndEffect, type EndInput, type EndState, endStep, takesNoMore } from '../../../lib/stream/stream-end.ts';

const states: readonly EndState[] = ['open', 'failing', 'failing-held', 'ended', 'ended-held', 'over'];
const frames: readonly EndInput[] = ['frame', 'error-frame', 'last-frame', 'last-frame-after-error'];
const failures: readonly EndInput[] = ['upstream-end', 'upstream-error', 'unreadable', 'idle', 'deadline'];
const inputs: readonly EndInput[] = [...frames, ...failures, 'waited', 'settled', 'sink-broken'];

/** One input after another. `busy` says of each whether the interceptor had work under way. */
function play(given: readonly (readonly [EndInput, busy?: boolean])[]) {
  let state: EndState = 'open';
  const effects: EndEffect[] = [];
  /** The kinds of frames that went out, and those that wait. */
  const sent: string[] = [];
  let held: string[] = [];
  for (const [input, busy = false] of given) {
    const step = endStep(state, input);
    const taken = (busy && step.whileBusy) || step;
    state = taken.next;
    effects.push(...taken.effects);
    for (const effect of taken.effects) {
      const frame = taken.effects.includes('fail') ? 'own-error' : input;
      if (effect === 'write') sent.push(frame);
      if (effect === 'hold') held.push(frame);
      if (effect === 'release') {
        sent.push(...held);
        held = [];
      }
    }
  }
  return { state, effects, sent, held };
}

describe('the end of a stream', () => {
  it.each<[name: string, given: readonly (readonly [EndInput, boolean?])[], state: EndState, sent: readonly string[]]>([
    ['an event of the middle', [['frame']], 'open', ['frame']],
    ['a last event', [['frame'], ['last-frame']], 'ended', ['frame', 'last-frame']],
    ['a last event, and the end of the body', [['last-frame'], ['upstream-end']], 'over', ['last-frame']],
    ['a last event, and a body that stays open', [['last-frame'], ['waited']], 'over', ['last-frame']],
    ['two last events', [['last-frame'], ['last-frame-after-error']], 'ended', ['last-frame']],
    ['an error', [['error-frame']], 'failing', ['error-frame']],
    [
      'an error, and what may follow it',
      [['error-frame'], ['frame'], ['last-frame-after-error']],
      'ended',
      ['error-frame', 'last-frame-after-error'],
    ],
    ['an error, and what may not', [['error-frame'], ['last-frame'], ['error-frame']], 'failing', ['error-frame']],
    ['an error that nothing follows', [['error-frame'], ['waited']], 'over', ['error-frame']],
    ['an error, and the end of the body', [['error-frame'], ['upstream-end']], 'over', ['error-frame']],
    ...failures.map((failure): [string, [[EndInput]], EndState, string[]] => [
      failure,
      [[failure]],
      'over',
      ['own-error'],
    ]),
    ['a last event while there is work', [['last-frame', true]], 'ended-held', []],
    ['a last event, after the work', [['last-frame', true], ['settled']], 'over', ['last-frame']],
    ['silence while there is work', [['idle', true]], 'ended-held', []],
    ['the deadline, and work that was given up', [['deadline', true], ['settled']], 'over', ['own-error']],
    [
      'an error while there is work, and what follows it',
      [['error-frame', true], ['last-frame-after-error'], ['settled']],
      'over',
      ['error-frame', 'last-frame-after-error'],
    ],
    [
      'an error while there is work, and what follows the work',
      [['error-frame', true], ['settled'], ['last-frame-after-error', true], ['settled']],
      'over',
      ['error-frame', 'last-frame-after-error'],
    ],
    ['an error while there is work, and a reset', [['error-frame', true], ['upstream-error']], 'ended-held', []],
    ['a caller who is gone', [['frame'], ['sink-broken']], 'over', ['frame']],
  ])('after %s', (_name, given, state, sent) => {
    const played = play(given);
    expect(played).toMatchObject({ state, sent });
  });

  it.each(states)('has a step for every input, in the state %s', (state) => {
    for (const input of inputs) expect(endStep(state, input).next, input).toMatch(/^[a-z-]+$/);
  });

  it.each(inputs)('is final: %s changes nothing any more', (input) => {
    expect(endStep('over', input)).toEqual({ next: 'over', effects: [] });
  });

  it('gives upstream a moment after an error, and after the last event', () => {
    expect(play([['error-frame']]).effects).toContain('await-last-frame');
    expect(play([['last-frame']]).effects).toContain('linger');
  });

  it('writes nothing to a caller who is gone', () => {
    for (const state of states) {
      expect(endStep(state, 'sink-broken').effects.filter((effect) => effect !== 'stop')).toEqual([]);
    }
  });
});

describe('whatever happens to a stream', () => {
  const happened = fc.array(
    fc.tuple(fc.constantFrom(...inputs.filter((input) => input !== 'sink-broken')), fc.boolean()),
    {
      maxLength: 12,
    },
  );
  const terminal = (sent: readonly string[]) => sent.filter((frame) => frame !== 'frame').join(', ');
  const ENDS = /^(?:last-frame|last-frame-after-error|error-frame|error-frame, last-frame-after-error|own-error)$/;

  it('it ends in exactly one terminal frame, once upstream and the interceptor are through', () => {
    fc.assert(
      fc.property(happened, (given) => {
        const { state, sent, held, effects } = play([...given, ['upstream-end'], ['settled']]);
        expect(state).toBe('over');
        expect(terminal(sent)).toMatch(ENDS);
        expect(held).toEqual([]);
        expect(effects.filter((effect) => effect === 'stop')).toHaveLength(1);
      }),
    );
  });

  it('nothing goes out after the terminal frame', () => {
    fc.assert(
      fc.property(happened, (given) => {
        const { sent } = play(given);
        const first = sent.findIndex((frame) => frame !== 'frame');
        expect(first < 0 ? [] : sent.slice(first)).not.toContain('frame');
      }),
    );
  });

  it('it waits for the interceptor only while nothing more is taken, or one more frame may come', () => {
    fc.assert(
      fc.property(happened, (given) => {
        const { state, held } = play(given);
        expect(held.length > 0).toBe(state.endsWith('-held'));
        if (state === 'ended-held') expect(takesNoMore(state)).toBe(true);
      }),
    );
  });
});
