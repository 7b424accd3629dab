import { expect, it } from 'vitest';
import { checkEcho } from './check-echo.ts';
import { creation } from './operation.ts';
import type { Recording } from './recordings.ts';

const settings = {
  instructions: null,
  text: { format: { type: 'json_schema', name: 'n', description: null, schema: {}, strict: null }, verbosity: null },
  tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: [], memory_limit: null } }],
  tool_choice: 'auto',
  user: null,
};
const output = [
  { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: null, status: null },
  {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    status: null,
    content: [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: [] }],
  },
];

function answered(more: object): Recording {
  const body = { id: 'resp_1', object: 'response', model: 'm', output, ...settings, ...more };
  return { kind: 'answer', file: 'a.json', request: {}, operation: creation('whole'), status: 200, headers: {}, body };
}

it('finds no difference where all that an answer names can be sent back', async () => {
  expect(await checkEcho(answered({}))).toEqual([]);
});

it('names the endpoint and the problem where it cannot', async () => {
  const [difference] = await checkEcho(answered({ temperature: 'hot' }));
  expect(difference).toMatchObject({ what: expect.stringContaining('[sent back as a request] create-text') });
  expect(JSON.stringify(difference)).toContain('temperature');
});

it('looks at the last response that a stream has shown', async () => {
  const completed = { type: 'response.completed', response: { object: 'response', output, ...settings, top_p: 7 } };
  const stream = { kind: 'stream', file: 'a.jsonl', events: [JSON.stringify(completed)], request: {}, headers: {} };
  const found = await checkEcho({ ...stream, operation: creation('streamed') } as Recording);
  expect(JSON.stringify(found)).toContain('top_p');
});
