import * as z from 'zod';

export function reasoningField() {
  const summary = z.enum(['auto', 'concise', 'detailed']).nullish();
  return z
    .looseObject({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      summary,
      generate_summary: summary,
      context: z.string().nullish(),
      mode: z.string().nullish(),
    })
    .nullish()
    .meta({
      description:
        'How much a reasoning model thinks, and whether it summarises its thoughts. Not every model takes every effort.',
      example: { effort: 'low', summary: 'auto' },
    });
}
