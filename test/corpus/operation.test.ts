import { describe, expect, it } from 'vitest';
import { operationOf } from './operation.ts';

const API = 'https://api.openai.com/v1';

describe('operation of a recorded request', () => {
  it.each([
    ['POST', '/responses', 'whole', 'create-text'],
    ['POST', '/responses', 'streamed', 'stream-text'],
    ['GET', '/responses/resp_1', 'whole', 'retrieve-response'],
    ['GET', '/responses/resp_1', 'streamed', 'resume-stream'],
    ['DELETE', '/responses/resp_1', 'whole', 'delete-response'],
    ['POST', '/responses/resp_1/cancel', 'whole', 'cancel-response'],
    ['GET', '/responses/resp_1/input_items', 'whole', 'list-input-items'],
    ['POST', '/responses/input_tokens', 'whole', 'count-input-tokens'],
    ['POST', '/responses/compact', 'whole', 'compact-response'],
  ] as const)('is, of %s %s answered %s, that of %s', (method, path, answer, endpoint) => {
    expect(operationOf({ method, url: API + path }, answer)).toMatchObject({ endpoint, method, path });
  });

  it('has the id and the query of the request', () => {
    const url = `${API}/responses/resp_1/input_items?include[]=a&include[]=b&limit=2`;
    expect(operationOf({ method: 'GET', url }, 'whole')).toMatchObject({
      id: 'resp_1',
      query: [
        ['include[]', 'a'],
        ['include[]', 'b'],
        ['limit', '2'],
      ],
    });
  });

  it.each([
    ['without a URL', { method: 'GET' }],
    ['of another API', { method: 'GET', url: `${API}/files/file_1` }],
    ['with a method that no function has', { method: 'PATCH', url: `${API}/responses/resp_1` }],
  ])('is none of a request %s', (_, request) => {
    expect(operationOf(request, 'whole')).toBeUndefined();
  });
});
