import { expect, it } from 'vitest';
import { namedIds } from '../../../lib/access/named-ids.ts';

it('finds every text of a request that stands where an id may, in data too', () => {
  const body = {
    id: 'a',
    previous_response_id: 'b',
    input: [{ id: 'c', content: [{ file_id: 'd', text: 'no id' }] }],
    tools: [{ vector_store_ids: ['e', 7, 'f'] }],
    metadata: { id: 'g' },
    conversation: { id: { id: 'h' } },
    idea: 'none',
  };
  expect(namedIds(body).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  expect(namedIds(undefined)).toEqual([]);
});
