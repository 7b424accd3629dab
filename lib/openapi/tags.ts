/** Groups of operations that are more, or other, than one API. */
export const tags = {
  Responses: 'Text and everything around it, whole or streamed.',
  Images: 'Images through the Responses API, and the Images API; kept in S3.',
  Background: 'Responses that run on by themselves: fetch, resume, cancel, delete.',
  Webhooks: 'What OpenAI calls.',
  Service: 'The service itself, and its pages.',
} as const satisfies Record<string, string>;

export type TagName = keyof typeof tags;

/** The group of an API that has none of its own here: `vector-stores` is `Vector stores`. */
export function tagOfApi(api: string): string {
  const words = api.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
