/**
 * THE endpoint table. CDK, the build, the local front door, OpenAPI and the tests read it; nothing else lists functions.
 * One row is one Lambda function, found at `functions/<family>/<name>.ts`.
 */

import type { Endpoint, LambdaFunction, ScheduledFunction } from './endpoint-row.ts';

export type { Access, Endpoint, LambdaFunction, ScheduledFunction } from './endpoint-row.ts';

export const endpoints = [
  {
    name: 'create-text',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/text',
    takes: 'json',
    answer: 'json',
    timeoutSeconds: 300,
    memoryMiB: 512,
    access: { openai: true, background: 'start' },
    summary: 'Generate text, answered as one JSON body',
  },
  {
    name: 'stream-text',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/text/stream',
    takes: 'json',
    answer: 'sse',
    timeoutSeconds: 900,
    memoryMiB: 512,
    access: { openai: true, background: 'start' },
    summary: 'Generate text, streamed as Server-Sent Events',
  },
  {
    name: 'create-image',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/images',
    takes: 'json',
    answer: 'json',
    timeoutSeconds: 300,
    memoryMiB: 1024,
    access: { openai: true, images: 'write', background: 'start' },
    summary: 'Generate images, answered as one JSON body and kept in S3',
  },
  {
    name: 'stream-image',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/images/stream',
    takes: 'json',
    answer: 'sse',
    timeoutSeconds: 900,
    memoryMiB: 1024,
    access: { openai: true, images: 'write', background: 'start' },
    summary: 'Generate images, streamed with partials as Server-Sent Events',
  },
  {
    name: 'get-image-url',
    family: 'responses',
    method: 'GET',
    path: '/api/responses/{id}/images',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 30,
    memoryMiB: 512,
    access: { openai: false, images: 'read' },
    summary: "Get fresh URLs of a response's images",
  },
  {
    name: 'retrieve-response',
    family: 'responses',
    method: 'GET',
    path: '/api/responses/{id}',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true, images: 'read', background: 'read' },
    summary: 'Get a response, from the archive of background responses or from OpenAI',
  },
  {
    name: 'delete-response',
    family: 'responses',
    method: 'DELETE',
    path: '/api/responses/{id}',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true, images: 'delete', background: 'delete' },
    summary: 'Delete a response at OpenAI and what S3 holds of it',
  },
  {
    name: 'cancel-response',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/{id}/cancel',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true, images: 'read', background: 'read' },
    summary: 'Cancel a background response',
  },
  {
    name: 'resume-stream',
    family: 'responses',
    method: 'GET',
    path: '/api/responses/{id}/stream',
    takes: 'nothing',
    answer: 'sse',
    timeoutSeconds: 900,
    memoryMiB: 512,
    access: { openai: true, background: 'read' },
    summary: 'Go on with the stream of a background response',
  },
  {
    name: 'list-input-items',
    family: 'responses',
    method: 'GET',
    path: '/api/responses/{id}/input-items',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true },
    summary: 'List the input items of a response',
  },
  {
    name: 'count-input-tokens',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/input-tokens',
    takes: 'json',
    answer: 'json',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true },
    summary: 'Count the input tokens that a request would use',
  },
  {
    name: 'compact-response',
    family: 'responses',
    method: 'POST',
    path: '/api/responses/compact',
    takes: 'json',
    answer: 'json',
    timeoutSeconds: 300,
    memoryMiB: 512,
    access: { openai: true },
    summary: 'Compact a conversation into items that stand for it',
  },
  {
    name: 'receive-webhook',
    family: 'webhooks',
    method: 'POST',
    path: '/api/webhooks/openai',
    takes: 'raw',
    answer: 'json',
    timeoutSeconds: 60,
    memoryMiB: 1024,
    access: { openai: true, images: 'write', background: 'settle', webhookSecret: true },
    summary: "Take OpenAI's webhooks and settle the background responses they tell of",
  },
  {
    name: 'get-openapi',
    family: 'docs',
    method: 'GET',
    path: '/openapi.json',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 30,
    memoryMiB: 512,
    isPublic: true,
    access: { openai: false },
    summary: 'Describe this API, as OpenAPI 3.1',
  },
  {
    name: 'show-api-docs',
    family: 'docs',
    method: 'GET',
    path: '/api-docs',
    takes: 'nothing',
    answer: 'html',
    page: { folder: 'api-docs', files: '/api-docs/{file}' },
    timeoutSeconds: 30,
    memoryMiB: 256,
    isPublic: true,
    access: { openai: false },
    summary: 'Show the reference of this API, to read and to try',
  },
  {
    name: 'show-playground',
    family: 'docs',
    method: 'GET',
    path: '/',
    takes: 'nothing',
    answer: 'html',
    page: { folder: 'playground', files: '/playground/{file}' },
    timeoutSeconds: 30,
    memoryMiB: 256,
    isPublic: true,
    optional: 'playground',
    access: { openai: false },
    summary: 'Show the playground: text, images and background responses in a browser',
  },
  {
    name: 'health',
    family: 'service',
    method: 'GET',
    path: '/api/health',
    takes: 'nothing',
    answer: 'json',
    timeoutSeconds: 10,
    memoryMiB: 256,
    access: { openai: false },
    summary: 'Tell that the function answers, and on which runtime',
  },
] as const satisfies readonly Endpoint[];

/** The functions that EventBridge invokes; their event is a JSON object of their own. */
export const scheduledFunctions = [
  {
    name: 'poll-background',
    family: 'background',
    everySeconds: 60,
    timeoutSeconds: 90,
    memoryMiB: 1024,
    access: { openai: true, images: 'write', background: 'settle' },
    summary: 'Settle the background responses that have ended',
  },
] as const satisfies readonly ScheduledFunction[];

/** Every row, of both kinds. */
export const lambdaFunctions: readonly LambdaFunction[] = [...endpoints, ...scheduledFunctions];

/** The name of an HTTP function in the table. */
export type EndpointName = (typeof endpoints)[number]['name'];

/** The name of a scheduled function in the table. */
export type ScheduledFunctionName = (typeof scheduledFunctions)[number]['name'];

/** The row of an HTTP function. */
export function endpointNamed(name: EndpointName): Endpoint {
  return rowNamed(endpoints, name);
}

/** The row of a scheduled function. */
export function scheduledFunctionNamed(name: ScheduledFunctionName): ScheduledFunction {
  return rowNamed(scheduledFunctions, name);
}

function rowNamed<Row extends LambdaFunction>(rows: readonly Row[], name: string): Row {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`lib/endpoints.ts has no row named ${name}`);
  return row;
}
