import { expect, it } from 'vitest';
import { newRecorder } from '../../../lib/context/recorder.ts';

it('has nothing but no retries at first, and nothing of another request', () => {
  const told = newRecorder();
  told.failed({ errorCode: 'upstream_timeout' });
  expect(newRecorder().facts()).toEqual({ retries: 0 });
});

it('keeps what it is told, from whomever', () => {
  const recorder = newRecorder();
  recorder.requested({ input: 'Hi' }, { model: 'gpt-5', safetyIdentifier: 'user_1' });
  recorder.warned(['w']);
  recorder.heard({ openaiRequestId: 'req_1', rateLimitHeaders: { 'x-ratelimit-limit-requests': '1' } });
  recorder.refused({ error: {} });
  recorder.generated({ usage: { total_tokens: 1 }, costEstimate: null, responseModel: 'gpt-5-mini' });
  recorder.answered({ id: 'resp_1' });
  recorder.streamed({ terminalEvent: 'response.completed', events: new Map([['response.completed', 1]]) });
  recorder.countedElsewhere();
  expect(recorder.facts()).toEqual({
    retries: 0,
    request: { input: 'Hi' },
    model: 'gpt-5',
    safetyIdentifier: 'user_1',
    warnings: ['w'],
    openaiRequestId: 'req_1',
    rateLimitHeaders: { 'x-ratelimit-limit-requests': '1' },
    upstreamError: { error: {} },
    usage: { total_tokens: 1 },
    costEstimate: null,
    responseModel: 'gpt-5-mini',
    response: { id: 'resp_1' },
    terminalEvent: 'response.completed',
    events: new Map([['response.completed', 1]]),
    countedElsewhere: true,
  });
});

it('takes the last request, and keeps its model where the last word names none', () => {
  const recorder = newRecorder();
  recorder.requested({ input: 'as asked' }, { model: 'gpt-5' });
  recorder.requested({ input: 'as sent' });
  expect(recorder.facts()).toMatchObject({ request: { input: 'as sent' }, model: 'gpt-5' });
});

it('forgets nothing for a fact that is undefined', () => {
  const recorder = newRecorder();
  recorder.heard({ openaiRequestId: 'req_1' });
  recorder.failed({ errorCode: 'upstream_timeout', openaiRequestId: undefined });
  expect(recorder.facts()).toMatchObject({ openaiRequestId: 'req_1', errorCode: 'upstream_timeout' });
});

it('counts retries, and the first frame alone', () => {
  const recorder = newRecorder();
  recorder.retried();
  recorder.retried();
  recorder.framed(() => 5);
  recorder.framed(() => 9);
  expect(recorder.facts()).toEqual({ retries: 2, firstEventAt: 5 });
});

it('hands out facts that later words do not change', () => {
  const recorder = newRecorder();
  const before = recorder.facts();
  recorder.retried();
  expect(before).toEqual({ retries: 0 });
});
