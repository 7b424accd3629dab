import fc from 'fast-check';
import type { Response } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { textAnswer } from '../../../../../lib/apis/responses/answers/text-answer.ts';
import { newStreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { imageResult } from '../../../../../lib/apis/responses/images/generated-images.ts';
import { imageAnswer } from '../../../../../lib/apis/responses/images/image-answer.ts';
import { frameOf } from '../../../../../lib/apis/responses/streaming/response-frames.ts';
import { missingTextEvents } from '../../../../../lib/background/replay/missing-text-events.ts';
import { replayedEvents } from '../../../../../lib/background/replay/replayed-events.ts';
import { withoutMasks } from '../../../../../lib/background/settle/without-masks.ts';
import { withoutSecrets } from '../../../../../lib/background/settle/without-secrets.ts';
import { acceptedError } from '../../../../../lib/errors/accepted-error.ts';
import { redactAnswer } from '../../../../../lib/errors/redact-answer.ts';
import { redactPayload } from '../../../../../lib/logging/redact.ts';
import { imageOrigin } from '../../../../../lib/storage/images/keep-image.ts';
import { estimateResponseCost } from '../../../../../lib/usage/cost.ts';
import { readUsage } from '../../../../../lib/usage/usage.ts';
import { streamContext } from '../events/stream-setting.ts';
import { everyItem } from './every-item.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly (string | number)[];

const ODD: readonly Json[] = [null, {}, [], '', 0, [null], [{}], 1e300];

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
  if (typeof text.output_text !== 'string' || !Array.isArray(text.output_tool_calls)) throw new Error('No text answer');
  return JSON.stringify(parts);
}

/** The frames of a stream with such a response in it: as an archive plays it, and where it stands in other events. */
function streamed(response: Response): void {
  const fields = response as unknown as Readonly<Record<string, unknown>>;
  const state = newStreamState();
  const context = streamContext({ estimateCost: (body) => estimateResponseCost(body, new Date(0)) });
  const frame = (event: { readonly type: string }) => frameOf(JSON.stringify(event), event.type, state, context);
  for (const event of replayedEvents(fields)) frame(event);
  missingTextEvents(fields, { last_sequence: 3, parts: [] }, 1);
  for (const type of ['response.failed', 'response.output_item.done', 'error']) {
    frame({ type, response, item: response } as { readonly type: string });
  }
}

describe('an answer that is odd in one place', () => {
  it('has a place for each thing that OpenAI may send', () => {
    expect(everyPlace.length).toBeGreaterThan(150);
  });

  // A test for each field, and for each item: one for all items would take many seconds.
  const groupOf = (path: (typeof everyPlace)[number]) => path.slice(0, 2).join('.');
  it.each([...new Set(everyPlace.map(groupOf))])('is answered with what is there: %s', (group) => {
    for (const path of everyPlace.filter((place) => groupOf(place) === group)) {
      for (const odd of ODD) {
        const response = changed(whole, path, odd) as unknown as Response;
        try {
          answered(response);
          streamed(response);
        } catch (cause) {
          throw new Error(`with ${JSON.stringify(odd)} at ${path.join('.')}`, { cause });
        }
      }
    }
  });
});

describe('an answer that is odd in several places', () => {
  it('is answered with what is there', () => {
    const change = fc.tuple(fc.constantFrom(...everyPlace), fc.oneof(fc.constantFrom(...ODD), fc.jsonValue()));
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 6 }), (changes) => {
        let response: Json = whole;
        for (const [path, odd] of changes) {
          const known = places(response).some((place) => JSON.stringify(place) === JSON.stringify(path));
          if (known) response = changed(response, path, odd as Json);
        }
        answered(response as unknown as Response);
        streamed(response as unknown as Response);
      }),
      { numRuns: 100 },
    );
  });
});
