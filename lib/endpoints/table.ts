/**
 * THE endpoint table. CDK, the build, the local front door, OpenAPI and the tests read it; nothing else lists functions.
 * One row is one Lambda function, found at `functions/<api>/<name>.ts`; each API has its rows in a file of its own.
 */

import { audioEndpoints } from './audio.ts';
import { backgroundFunctions } from './background.ts';
import { chatEndpoints } from './chat.ts';
import { docsEndpoints } from './docs.ts';
import { embeddingsEndpoints } from './embeddings.ts';
import { imagesEndpoints } from './images.ts';
import { modelsEndpoints } from './models.ts';
import { moderationsEndpoints } from './moderations.ts';
import { responsesEndpoints } from './responses.ts';
import type { Endpoint, LambdaFunction, ScheduledFunction } from './row.ts';
import { serviceEndpoints } from './service.ts';
import { uploadsEndpoints } from './uploads.ts';
import { videosEndpoints } from './videos.ts';
import { webhooksEndpoints } from './webhooks.ts';

export type { Access, Endpoint, LambdaFunction, ScheduledFunction } from './row.ts';

/** The functions that answer HTTP requests. */
export const endpoints = [
  ...responsesEndpoints,
  ...chatEndpoints,
  ...imagesEndpoints,
  ...audioEndpoints,
  ...videosEndpoints,
  ...embeddingsEndpoints,
  ...moderationsEndpoints,
  ...modelsEndpoints,
  ...uploadsEndpoints,
  ...webhooksEndpoints,
  ...docsEndpoints,
  ...serviceEndpoints,
] as const satisfies readonly Endpoint[];

/** The functions that EventBridge invokes; their event is a JSON object of their own. */
export const scheduledFunctions = [...backgroundFunctions] as const satisfies readonly ScheduledFunction[];

/** Every row, of both kinds. */
export const lambdaFunctions: readonly LambdaFunction[] = [...endpoints, ...scheduledFunctions];

/** The name of an HTTP function in the table. */
export type EndpointName = (typeof endpoints)[number]['name'];

/** The endpoints that the service's own OpenAPI document describes: those that speak its own dialect. */
export type OwnEndpointName = Extract<
  (typeof endpoints)[number],
  { readonly paths: { readonly service: string } }
>['name'];

/** The name of a scheduled function in the table. */
export type ScheduledFunctionName = (typeof scheduledFunctions)[number]['name'];
