import * as z from 'zod';
import { boundedArray } from '../../../../validation/bounded-array.ts';
import { explain } from '../../../../validation/problem-text.ts';

// Structures that OpenAI extends often: what they hold is checked by kind only, and what they add passes through.

export function accessProgramsField() {
  return z
    .looseObject({ cyber: z.string().nullish() })
    .nullish()
    .meta({ description: 'Access programs of special domains.', example: { cyber: 'standard' } });
}

const completionWindow = explain(
  'Invalid background_options.completion_window value',
  "Use 'soonest', '2h' or '8h'; a window of hours is cheaper",
);

export function backgroundOptionsField() {
  return z
    .looseObject({
      completion_window: z.enum(['soonest', '2h', '8h'], { error: completionWindow }).nullish(),
      continuation_id: z.string().nullish(),
    })
    .nullish()
    .meta({
      description:
        'How a background response runs. A completion_window of hours needs background, no streaming, and no other service ' +
        'tier than the default. Its price is not published: the estimated cost is null.',
      example: { completion_window: '2h', continuation_id: 'nightly-report' },
    });
}

export function contextManagementField() {
  return boundedArray(z.looseObject({ type: z.string(), compact_threshold: z.number().nullish() }))
    .nullish()
    .meta({
      description: 'When and how OpenAI compacts a long context.',
      example: [{ type: 'compaction', compact_threshold: 200_000 }],
    });
}

export function imageField() {
  return z
    .looseObject({ context_compression: z.string().nullish() })
    .nullish()
    .meta({ description: 'How images in the context are treated.', example: { context_compression: 'auto' } });
}

export function moderationField() {
  return z
    .looseObject({ model: z.string(), policy: z.looseObject({}).nullish() })
    .nullish()
    .meta({
      description: 'Moderation of the input and the output.',
      example: { model: 'omni-moderation-latest', policy: { input: { mode: 'block' } } },
    });
}

export function promptCacheOptionsField() {
  return z
    .looseObject({
      mode: z.string().nullish(),
      ttl: z.string().nullish(),
      prewarm: z.boolean().nullish(),
      comparison_response_id: z.string().nullish(),
    })
    .nullish()
    .meta({
      description: 'Where input is cached, and for how long at least.',
      example: { mode: 'implicit', ttl: '30m' },
    });
}

export function streamOptionsField() {
  return z
    .looseObject({ include_obfuscation: z.boolean().nullish() })
    .nullish()
    .meta({
      description: 'Options of a stream. Obfuscation pads deltas to hide their length; false saves bandwidth.',
      example: { include_obfuscation: false },
    });
}
