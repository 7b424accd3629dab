import { describe, expect, it } from 'vitest';
import { newStreamState, type StreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { response, summary, usage } from './response-fixture.ts';
import { frameTextOf, readFrame, streamContext } from './stream-setting.ts';

const context = streamContext();

function dataOf(
  event: { readonly type: string; readonly [field: string]: unknown },
  state: StreamState = newStreamState(),
): Record<string, unknown> {
  return readFrame(frameTextOf(JSON.stringify(event), event.type, state, context)).data;
}

describe('the summary in a lifecycle frame', () => {
  it('has its ten fields and the sequence, whatever else the response holds', () => {
    const event = {
      type: 'response.completed',
      sequence_number: 9,
      response: response({ status: 'completed', usage, output_text: 'x', user: 'u', safety_identifier: 's' }),
    };
    expect(Object.keys(dataOf(event)).toSorted()).toEqual([...Object.keys(summary), 'sequence'].toSorted());
  });

  it.each([
    ['a response with only an id', { id: 'resp_2' }, { response_id: 'resp_2', model: null, status: null, usage: null }],
    ['no response', undefined, { response_id: null, service_tier: null, cost_estimate: null }],
    ['null', null, { response_id: null, error: null, conversation: null }],
  ])('is null where upstream sends %s', (_name, sent, expected) => {
    const data = dataOf({ type: 'response.queued', ...(sent === undefined ? {} : { response: sent }) });
    expect(data).toMatchObject(expected);
    expect(Object.keys(data).toSorted()).toEqual([...Object.keys(summary), 'sequence'].toSorted());
  });

  it('keeps what else the event itself carries', () => {
    const event = { type: 'response.in_progress', note: { a: 1 }, sequence_number: 1, response: response() };
    expect(dataOf(event)).toEqual({ ...summary, note: { a: 1 }, sequence: 1 });
  });

  it('costs null where the price is unknown', () => {
    const event = { type: 'response.completed', sequence_number: 1, response: response({ usage }) };
    const text = frameTextOf(
      JSON.stringify(event),
      event.type,
      newStreamState(),
      streamContext({ estimateCost: () => null }),
    );
    expect(readFrame(text).data).toMatchObject({ usage, cost_estimate: null });
  });

  it('tells what to do about the error of a failed response, and keeps all OpenAI said of it', () => {
    const error = { code: 'rate_limit_exceeded', message: 'Slow down.', param: 'input', extra: [1] };
    const data = dataOf({ type: 'response.failed', response: { ...response({ status: 'failed' }), error } });
    expect(data.error).toEqual({ ...error, hint: expect.stringMatching(/\w/), retryable: true });
  });
});

describe('what a stream remembers of its response', () => {
  it('is id, model, status, tier, conversation, usage, cost and error code', () => {
    const state = newStreamState();
    const error = { code: 'server_error', message: 'No.' } as const;
    dataOf({ type: 'response.created', sequence_number: 0, response: response({ conversation: { id: 'c' } }) }, state);
    dataOf(
      { type: 'response.failed', sequence_number: 1, response: response({ status: 'failed', usage, error }) },
      state,
    );
    expect(state).toMatchObject({
      responseId: 'resp_1',
      model: 'gpt-6.1-terra',
      status: 'failed',
      serviceTier: 'default',
      conversation: { id: 'c' },
      usage,
      costEstimate: 0.5,
      errorCode: 'server_error',
      lastSequence: 1,
      counts: new Map([
        ['response.created', 1],
        ['response.failed', 1],
      ]),
    });
  });

  it.each([
    [true, { text: 'ab', refusal: 'no', reasoning: 'hmso' }],
    [false, { text: '', refusal: '', reasoning: '' }],
  ])('holds finished texts only for a log that wants them: %s', (keepsTexts, expected) => {
    const state = newStreamState();
    for (const event of [
      { type: 'response.output_text.done', text: 'a' },
      { type: 'response.output_text.done', text: 'b' },
      { type: 'response.refusal.done', refusal: 'no' },
      { type: 'response.reasoning_text.done', text: 'hm' },
      { type: 'response.reasoning_summary_text.done', text: 'so' },
    ]) {
      frameTextOf(JSON.stringify(event), event.type, state, streamContext({ keepsTexts }));
    }
    expect(state).toMatchObject(expected);
  });
});

describe('an error event', () => {
  const fields = { code: 'rate_limit_exceeded', message: 'Slow down.', param: 'input' };
  const expected = {
    ...fields,
    hint: expect.stringMatching(/\w/),
    retryable: true,
    response_id: 'resp_1',
    last_sequence: 0,
    resume: null,
    sequence: 1,
  };

  it.each([
    ['flat', fields, {}],
    ['nested', { error: { type: 'requests', ...fields } }, { error: { type: 'requests', ...fields } }],
  ])('says what happened and what to do when it comes %s', (_form, sent, kept) => {
    const state = newStreamState({ responseId: 'resp_1' });
    state.lastSequence = 0;
    expect(dataOf({ type: 'error', sequence_number: 1, ...sent }, state)).toEqual({ ...kept, ...expected });
    expect(state.errorCode).toBe('rate_limit_exceeded');
  });

  it('keeps a code that the catalogue does not know', () => {
    const data = dataOf({ type: 'error', code: 'new_failure', message: 'Something new.', param: null });
    expect(data).toMatchObject({ code: 'new_failure', message: 'Something new.', param: null, response_id: null });
  });
});
