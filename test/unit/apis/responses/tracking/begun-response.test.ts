import { describe, expect, it } from 'vitest';
import { responseIdIn } from '../../../../../lib/apis/responses/tracking/begun-response.ts';

describe('the response that the beginning of an answer names', () => {
  it.each([
    ['a response', '{"id":"resp_1","object":"response","sta', 'resp_1'],
    ['a response of another gateway', '{ "id" : "chat.1=", "object"', 'chat.1='],
    ['a response with the id later', '{"object":"response","id":"resp_2","out', 'resp_2'],
    [
      'a response made from another',
      '{"object":"response","previous_response_id":"resp_0","id":"resp_3","output":[{"id":"resp_4"',
      'resp_3',
    ],
    ['an event', 'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_5","ob', 'resp_5'],
    ['an event after others', ': hi\n\ndata: {"type":"x"}\n\ndata: {"response": {"id": "a_1",', 'a_1'],
    ['half an id', '{"id":"resp_', undefined],
    ['an item', '{"type":"response.output_item.added","item":{"id":"msg_1"', undefined],
    ['a page', '<html><title>Welcome</title>', undefined],
    ['nothing', '', undefined],
  ])('is found in %s', (_name, head, id) => {
    expect(responseIdIn(Buffer.from(head))).toBe(id);
  });
});
