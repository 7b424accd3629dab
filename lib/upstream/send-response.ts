import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import type { RequestContext } from '../context/request-context.ts';
import { openaiClient } from './client.ts';
import { requestUpstream, type UpstreamAnswer } from './request-upstream.ts';

/** A body for OpenAI's `POST /responses`, as far as the record of the request wants to know it. */
export interface ResponseParams {
  readonly model: string;
  readonly stream?: boolean | null | undefined;
  readonly background?: boolean | null | undefined;
  readonly safety_identifier?: unknown;
}

/** Creates a response, with retries, and records what is asked for. Throws as `requestUpstream` and `RequestGuard.admit` do. */
export async function sendResponse(given: ResponseParams, context: RequestContext): Promise<UpstreamAnswer> {
  const { recorder, environment, guard } = context;
  const params = await guard.admit(given);
  const { model, safety_identifier: safetyIdentifier } = params;
  recorder.requested(params, { model, ...(typeof safetyIdentifier === 'string' && { safetyIdentifier }) });
  const { responses } = openaiClient(environment);
  // The schema lets through what OpenAI has added since this SDK: the body is the caller's, not the SDK's type.
  const body = params as ResponseCreateParams;
  const kind = params.background === true ? 'background' : 'generation';
  return requestUpstream(context, { kind, model }, (options) => responses.create(body, options).asResponse());
}
