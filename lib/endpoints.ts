/**
 * THE endpoint table. CDK, the build, the local front door, OpenAPI and the tests read it; nothing else lists endpoints.
 * One row is one Lambda function, found at `functions/<family>/<name>.ts`.
 */

/** One Lambda function behind one method and path. */
export interface Endpoint {
  /** Function name, file name and bundle name; unique. */
  readonly name: string;
  /** Folder below `functions/`. */
  readonly family: 'responses' | 'service';
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path template: literal segments and `{parameters}`. */
  readonly path: `/${string}`;
  /** What a success looks like on the wire. */
  readonly answer: 'json' | 'sse';
  /** Lambda's own deadline, in seconds (its maximum is 900: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
  readonly timeoutSeconds: number;
  /** In MiB; Lambda gives CPU in proportion. */
  readonly memoryMiB: number;
  /** What the function may touch: decides its environment and its IAM role. */
  readonly access: { readonly openai: boolean; readonly images?: 'read' | 'write' };
  /** One line for the README, OpenAPI and the start message. */
  readonly summary: string;
}

export const endpoints = [
  {
    name: 'create-text',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/text',
    answer: 'json',
    timeoutSeconds: 300,
    memoryMiB: 512,
    access: { openai: true },
    summary: 'Generate text, answered as one JSON body',
  },
  {
    name: 'stream-text',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/text/stream',
    answer: 'sse',
    timeoutSeconds: 900,
    memoryMiB: 512,
    access: { openai: true },
    summary: 'Generate text, streamed as Server-Sent Events',
  },
  {
    name: 'create-image',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/images',
    answer: 'json',
    timeoutSeconds: 300,
    memoryMiB: 1024,
    access: { openai: true, images: 'write' },
    summary: 'Generate images, answered as one JSON body and kept in S3',
  },
  {
    name: 'stream-image',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/images/stream',
    answer: 'sse',
    timeoutSeconds: 900,
    memoryMiB: 1024,
    access: { openai: true, images: 'write' },
    summary: 'Generate images, streamed with partials as Server-Sent Events',
  },
  {
    name: 'get-image-url',
    family: 'responses',
    method: 'GET',
    path: '/api/responses/{id}/images',
    answer: 'json',
    timeoutSeconds: 30,
    memoryMiB: 512,
    access: { openai: false, images: 'read' },
    summary: "Get fresh URLs of a response's images",
  },
  {
    name: 'health',
    family: 'service',
    method: 'GET',
    path: '/api/health',
    answer: 'json',
    timeoutSeconds: 10,
    memoryMiB: 256,
    access: { openai: false },
    summary: 'Tell that the function answers, and on which runtime',
  },
] as const satisfies readonly Endpoint[];

/** The name of a function in the table. */
export type EndpointName = (typeof endpoints)[number]['name'];

/** The row of a function. */
export function endpointNamed(name: EndpointName): Endpoint {
  const row = endpoints.find((endpoint) => endpoint.name === name);
  if (!row) throw new Error(`lib/endpoints.ts has no row named ${name}`);
  return row;
}
