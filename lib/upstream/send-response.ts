import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import type { Call } from '../context/call.ts';
import { openaiClient } from './client.ts';
import { requestUpstream, type UpstreamAnswer } from './request-upstream.ts';

/** A body for OpenAI's `POST /responses`, as far as the record of the request wants to know it. */
export interface ResponseParams {
  readonly model: string;
  readonly stream?: boolean | null | undefined;
  readonly background?: boolean | null | undefined;
  readonly safety_identifier?: unknown;
}

/** Creates a response, with retries, and notes what was asked for. Throws as `requestUpstream` does. */
export function sendResponse(params: ResponseParams, call: Call): Promise<UpstreamAnswer> {
  const { notes, environment } = call;
  notes.request = params;
  notes.model = params.model;
  if (typeof params.safety_identifier === 'string') notes.safetyIdentifier = params.safety_identifier;
  const { responses } = openaiClient(environment);
  // The schema lets through what OpenAI has added since this SDK: the body is the caller's, not the SDK's type.
  const body = params as unknown as ResponseCreateParams;
  const kind = params.background === true ? 'background' : 'generation';
  return requestUpstream(call, { kind, model: params.model }, (options) =>
    responses.create(body, options).asResponse(),
  );
}
