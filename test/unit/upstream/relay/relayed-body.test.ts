import { describe, expect, it } from 'vitest';
import { noGuard } from '../../../../lib/context/guard.ts';
import type { RelayedRequest } from '../../../../lib/context/relayed-request.ts';
import { endpointNamed } from '../../../../lib/endpoints/endpoint-named.ts';
import { admitBody, seenBody } from '../../../../lib/upstream/relay/relayed-body.ts';
import { requestContext } from '../../../support/request-context.ts';

function relayed(text: string, seenBody?: unknown): RelayedRequest {
  const values = { path: {}, query: {}, headers: {}, body: JSON.parse(text), text };
  const seen = seenBody === undefined ? values : { ...values, body: seenBody };
  return { row: endpointNamed('create-response'), values, seen, rawQuery: '' };
}

function admitted(text: string, changes: object, keepsOwners = false) {
  const guard = { ...noGuard, keepsOwners, admit: async <P extends object>(params: P) => ({ ...params, ...changes }) };
  return admitBody(relayed(text), requestContext({}, { guard }), 'responses');
}

describe('a body that is admitted', () => {
  it('is the very text where nothing has to be changed', async () => {
    const text = '{ "n": 1.0, "long": 12345678901234567890, "__proto__": {} , "a":"\\u00e9"}';
    expect((await admitted(text, {})).body.content).toBe(text);
  });

  it.each([
    ['{"input":"Hi"}', '{"max_output_tokens":5,"input":"Hi"}'],
    [' { "n": 1.0 }', ' {"max_output_tokens":5, "n": 1.0 }'],
    ['{}', '{"max_output_tokens":5}'],
  ])('has what is added before the rest, which stays as it was written: %s', async (text, sent) => {
    const { body, params } = await admitted(text, { max_output_tokens: 5 });
    expect(body.content).toBe(sent);
    expect(params).toMatchObject({ max_output_tokens: 5 });
  });

  it('is written anew where a field changes, with its long numbers', async () => {
    const { body } = await admitted('{"long":12345678901234567890,"tools":[]}', { tools: [{ type: 'x' }] });
    expect(body.content).toBe('{"long":12345678901234567890,"tools":[{"type":"x"}]}');
  });

  it.each(['[]', 'null', '"text"', '3'])('is an object: %s', async (text) => {
    await expect(admitted(text, {})).rejects.toMatchObject({ code: 'invalid_json' });
  });

  it('has each name once where owners are kept', async () => {
    const text = '{"previous_response_id":"mine","previous_response_id":"theirs"}';
    await expect(admitted(text, {}, true)).rejects.toMatchObject({
      code: 'invalid_json',
      message: expect.stringMatching(/twice/),
    });
    expect((await admitted(text, {})).body.content).toBe(text);
    const guard = { ...noGuard, keepsOwners: true };
    expect(() => seenBody(relayed(text), requestContext({}, { guard }))).toThrow(/twice/);
  });
});

it('shows OpenAI the ids that it may see', () => {
  const request = relayed('{"input": "Hi","previous_response_id":"resp_a"}', {
    input: 'Hi',
    previous_response_id: 'resp_b',
  });
  expect(seenBody(request, requestContext())?.content).toBe('{"input":"Hi","previous_response_id":"resp_b"}');
});
