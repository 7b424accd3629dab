import fc from 'fast-check';
import type { Response } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { withoutMasks } from '../../../../lib/background/without-masks.ts';
import { withoutSecrets } from '../../../../lib/background/without-secrets.ts';
import { acceptedError } from '../../../../lib/errors/accepted-error.ts';
import { redactAnswer } from '../../../../lib/errors/redact-answer.ts';
import { newStreamState } from '../../../../lib/events/stream-state.ts';
import { imageResult } from '../../../../lib/images/generated-images.ts';
import { imageAnswer } from '../../../../lib/images/image-answer.ts';
import { imageOrigin } from '../../../../lib/images/keep-image.ts';
import { redactPayload } from '../../../../lib/logging/redact.ts';
import { textAnswer } from '../../../../lib/openai/answer/text-answer.ts';
import { eventsOfAnswer } from '../../../../lib/openai/events-of-answer.ts';
import { frameOf } from '../../../../lib/stream/frame.ts';
import { estimateResponseCost } from '../../../../lib/usage/cost.ts';
import { readUsage } from '../../../../lib/usage/usage.ts';
import { streamContext } from '../../events/stream-setting.ts';
import { everyItem } from './every-item.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly (string | number)[];

const ODD: readonly Json[] = [
  null,
  {},
  [],
  '',
  0,
  [null],
  [[]],
  [{}],
  'x',
  -1,
  1e300,
  true,
  { type: null },
  { error: {} },
];

function places(value: Json, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...entries.flatMap(([key, inner]) => places(inner, [...at, key]))];
}

function changed(value: Json, [key, ...rest]: Path, odd: Json): Json {
  if (key === undefined) return odd;
  if (Array.isArray(value)) return value.map((inner, index) => (index === key ? changed(inner, rest, odd) : inner));
  const fields = value as { readonly [name: string]: Json };
  return { ...fields, [key]: changed(fields[key] ?? null, rest, odd) };
}

const whole = JSON.parse(JSON.stringify(everyItem)) as Json;
const everyPlace = places(whole).filter((path) => path.length > 0);

/** All that becomes of an answer between its parsing and its writing. Throws where any of it does. */
function answered(response: Response): string {
  const fields = response as unknown as Readonly<Record<string, unknown>>;
  acceptedError(fields, {});
  const { output } = redactAnswer(response) as { readonly output: unknown };
  const text = textAnswer(response);
  const images = (Array.isArray(output) ? output : []).flatMap((item, outputIndex) => {
    const found = imageResult(item, []);
    const entry = { id: 'i', content_type: 'image/png', bytes: 1, width: 1, height: 1 };
    const facts = { revised_prompt: null, size: null, quality: null, background: null };
    return found ? [{ ...found, outputIndex, entry: { ...entry, ...facts } }] : [];
  });
  const parts = [
    text,
    imageAnswer(response, images, 'both'),
    imageAnswer(response, images, 'url'),
    estimateResponseCost(response, new Date(0)),
    readUsage(fields.usage),
    imageOrigin(response, new Date(0)).responseId,
    withoutSecrets(withoutMasks(fields, []), []),
    redactPayload(response, 'full'),
    redactPayload(response, 'redacted'),
    redactPayload(response, 'none'),
  ];
  expect(text.output_text).toEqual(expect.any(String));
  expect(text.output_tool_calls).toEqual(expect.any(Array));
  return JSON.stringify(parts);
}

/** The frames of a stream with such a response in it, by the lifecycle and item by item. */
async function streamed(response: Response): Promise<void> {
  const state = newStreamState();
  const context = streamContext({ estimateCost: (body) => estimateResponseCost(body, new Date(0)) });
  for await (const chunk of eventsOfAnswer(response as unknown as Readonly<Record<string, unknown>>)) {
    for (const line of (chunk as Buffer).toString('latin1').split('\n')) {
      if (line.startsWith('data: ')) frameOf(line.slice(6), undefined, state, context);
    }
  }
  for (const type of ['response.completed', 'response.failed', 'response.output_item.done', 'error']) {
    frameOf(JSON.stringify({ type, response: response as unknown, item: response as unknown }), type, state, context);
  }
}

describe('an answer that is odd in one place', () => {
  it('has a place for each thing that OpenAI may send', () => {
    expect(everyPlace.length).toBeGreaterThan(150);
  });

  it('is answered with what is there, whatever the place', async () => {
    for (const path of everyPlace) {
      for (const odd of ODD) {
        const response = changed(whole, path, odd) as unknown as Response;
        expect(() => answered(response), JSON.stringify({ path, odd })).not.toThrow();
        await streamed(response);
      }
    }
  }, 60_000);
});

describe('an answer that is odd in several places', () => {
  it('is answered with what is there', async () => {
    const change = fc.tuple(fc.constantFrom(...everyPlace), fc.oneof(fc.constantFrom(...ODD), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 8 }), async (changes) => {
        let response: Json = whole;
        for (const [path, odd] of changes) {
          if (places(response).some((known) => JSON.stringify(known) === JSON.stringify(path)))
            response = changed(response, path, odd as Json);
        }
        answered(response as unknown as Response);
        await streamed(response as unknown as Response);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
