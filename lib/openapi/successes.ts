import * as z from 'zod';
import type { AnswerHeader } from './headers.ts';
import type { Success } from './operation.ts';

/** What every answer of OpenAI's brings. */
export const upstreamHeaders = ['x-openai-request-id', 'server-timing'] as const satisfies readonly AnswerHeader[];
/** The same of what has cost. */
export const created = [
  ...upstreamHeaders,
  'x-estimated-cost-usd',
  'x-request-warnings',
  'x-model-shutdown',
] as const satisfies readonly AnswerHeader[];

/** A success that is JSON. */
export const json = (description: string, body: z.ZodType, more: Partial<Success> = {}): Success => ({
  description,
  contentType: 'application/json',
  schema: body,
  ...more,
});

/** A success that is a stream of frames. */
export const events = (frames: z.ZodType, more: Partial<Success> = {}): Success => ({
  description: 'The stream. `: keep-alive` is sent every 15 seconds of silence; exactly one frame ends it.',
  contentType: 'text/event-stream',
  schema: frames,
  headers: [...upstreamHeaders, 'x-request-warnings', 'x-model-shutdown'],
  ...more,
});

/** A success that is a page. */
export const page = (description: string): Success => ({ description, contentType: 'text/html', schema: z.string() });

/** A success that is bytes of one of these types. */
export const bytes = (
  description: string,
  types: readonly [string, ...string[]],
  more: Partial<Success> = {},
): Success => {
  const [contentType, ...others] = types;
  const schema = z.string().meta({ format: 'binary' });
  return {
    description,
    contentType,
    schema,
    alternatives: Object.fromEntries(others.map((type) => [type, schema])),
    ...more,
  };
};
