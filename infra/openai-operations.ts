import type { Endpoint } from '../lib/endpoints/table.ts';

/** What of OpenAI's dialect a table serves, for whoever asked for something else: `POST /v1/responses, …`. Empty where it serves nothing of it. */
export function openaiOperations(endpoints: readonly Endpoint[]): string {
  return endpoints
    .flatMap(({ method, paths: { openai } }) => (openai === undefined ? [] : [`${method} ${openai}`]))
    .join(', ');
}
