import { describe, expect, it } from 'vitest';
import { webhookAction, webhookEventSchema } from '../../../../../lib/apis/webhooks/schemas/webhook-event.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from '../../responses/schemas/problems-of.ts';

describe('a webhook', () => {
  it.each([
    [{ type: 'response.completed' }],
    [{ id: 'evt_1', type: 'response.failed', data: { id: 'resp_1' }, object: 'event', created_at: 1 }],
    [{ id: 'evt_2', type: 'live.transport.connected', data: { session_id: 's', type: 'webrtc' } }],
    [{ type: 'type.of.tomorrow', data: { anything: [1] }, more: {} }],
  ])('is taken whole: %j', (event) => {
    expect(parseRequest(webhookEventSchema, event)).toStrictEqual(event);
  });

  it.each([
    [{}, 'type'],
    [{ type: '' }, 'type'],
    [{ type: 5 }, 'type'],
    [{ type: 'a', id: 5 }, 'id'],
    [{ type: 'a', data: 'resp_1' }, 'data'],
    [{ type: 'a', data: { id: 5 } }, 'data.id'],
    [[], undefined],
    ['text', undefined],
  ])('is refused: %j', (event, parameter) => {
    expect(problemsOf(webhookEventSchema, event).map((problem) => problem.parameter)).toEqual([parameter]);
  });
});

describe('what a webhook is for', () => {
  it.each(['completed', 'failed', 'cancelled', 'incomplete'])('is to settle: response.%s', (end) => {
    expect(webhookAction(`response.${end}`)).toEqual({ action: 'settle', kind: 'response' });
  });

  it.each(['video.completed', 'video.failed'])('is to settle a video: %s', (type) => {
    expect(webhookAction(type)).toEqual({ action: 'settle', kind: 'video' });
  });

  it.each(['batch.completed', 'fine_tuning.job.failed', 'realtime.call.incoming', 'safety.alert.created'])(
    'is to be accepted: %s',
    (type) => {
      expect(webhookAction(type)).toEqual({ action: 'accept', kind: 'response' });
    },
  );

  it.each(['response.created', 'response.paused', 'video.queued', 'Response.completed', '', 'toString', '__proto__'])(
    'is not known: %j',
    (type) => {
      expect(webhookAction(type)).toEqual({ action: 'unknown', kind: 'response' });
    },
  );
});
