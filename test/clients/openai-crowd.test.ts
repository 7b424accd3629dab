import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type ClientWorld, startClientWorld } from './client-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const STREAMS = 200;

let world: ClientWorld;

beforeAll(async () => {
  // As many processes as a small machine has room for: the other streams wait for one of them.
  world = await startClientWorld({ capacity: { processes: 12 } });
});
afterAll(() => world?.close());

it(`${STREAMS} streams at once each bring their own answer, whole`, async () => {
  const openai = world.client({ maxRetries: 0 });
  const asked = Array.from({ length: STREAMS }, (_, index) => `Who is number ${index}?`);
  const answered = await Promise.all(
    asked.map(async (input) => {
      const stream = await openai.responses.create({ model: 'gpt-6.1-terra', input, stream: true });
      let text = '';
      let next = 0;
      let end = '';
      for await (const event of stream) {
        expect(event.sequence_number).toBe(next++);
        if (event.type === 'response.output_text.delta') text += event.delta;
        end = event.type;
      }
      expect(end).toBe('response.completed');
      return text;
    }),
  );
  for (const [index, text] of answered.entries()) expect(text).toContain(`“${asked[index]}”`);
  expect(world.upstream.requests).toHaveLength(STREAMS);
});
