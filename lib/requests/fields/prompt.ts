import * as z from 'zod';

export function promptField() {
  return z
    .looseObject({
      id: z.string().min(1),
      version: z.string().nullish(),
      variables: z.record(z.string(), z.union([z.string(), z.looseObject({ type: z.string() })])).nullish(),
    })
    .nullish()
    .meta({
      description: 'A prompt template kept at OpenAI, and what to put in its place holders.',
      example: { id: 'pmpt_abc123', version: '2', variables: { city: 'Oslo' } },
    });
}
