import type { oas31 } from 'zod-openapi';

type Header = oas31.HeaderObject;

const text = (description: string, example: string): Header => ({ description, example, schema: { type: 'string' } });

/** The headers that answers carry beside the usual ones. */
export const answerHeaders = {
  allow: text('The method that the endpoint takes.', 'POST'),
  deprecation: text('Since when the API is deprecated at OpenAI (RFC 9745).', '@1774310400'),
  location: text('Where the background response, or the video, can be retrieved.', '/api/responses/resp_abc123'),
  'retry-after': text('Whole seconds until the request may be sent again.', '20'),
  'server-timing': text("Milliseconds until OpenAI's headers, and in all.", 'upstream;dur=412.3, total;dur=1290.8'),
  sunset: text('When OpenAI has ended the API (RFC 8594).', 'Thu, 24 Sep 2026 00:00:00 GMT'),
  'x-estimated-cost-usd': text('What the response cost, in USD; left out where it is not known.', '0.000288'),
  'x-image-set-id': text('The id under which the images are kept.', 'img_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d'),
  'x-model-shutdown': text('The day on which OpenAI turns the model off, where that is near or past.', '2026-12-31'),
  'x-openai-request-id': text("OpenAI's ID of the request, where it was asked.", 'req_abc123'),
  'x-request-warnings': text('What was taken out of the request or replaced.', "include value 'x' dropped"),
  'x-speech-id': text('The id under which the sound is kept.', 'speech_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d'),
  'x-response-source': text('Where the answer comes from: openai or archive.', 'archive'),
} as const satisfies Record<string, Header>;

/** The name of a header of an answer. */
export type AnswerHeader = keyof typeof answerHeaders;

/** References to headers, as a response has them. */
export function headersNamed(names: readonly AnswerHeader[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
