/** Headers of OpenAI's that clients read. Those that name the organisation and the project behind the key are nobody's here. */
const KEPT = new Set([
  'content-type',
  'content-disposition',
  'openai-model',
  'openai-processing-ms',
  'openai-version',
  'retry-after',
  'retry-after-ms',
  'x-request-id',
  'x-should-retry',
]);

const KEPT_BEGINNING = 'x-ratelimit-';

/** The headers of an answer that go on to the caller; `mask` takes the service's key out of what they say. */
export function keptHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  mask: (text: string) => string,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) if (KEPT.has(name) || name.startsWith(KEPT_BEGINNING)) kept[name] = mask(value);
  return kept;
}
