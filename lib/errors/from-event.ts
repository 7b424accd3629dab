import { fromOpenAIError } from './from-upstream.ts';
import { openAIErrorFields } from './openai-error-fields.ts';
import type { ServiceError } from './service-error.ts';

/**
 * The error for a stream's `error` event, in the form of the wire (`{type:'error', error:{type,code,message,param}}`)
 * or that of OpenAI's published types (`{type:'error', code, message, param}`).
 */
export function fromErrorEvent(event: unknown): ServiceError {
  const { type, ...fields } = openAIErrorFields(event);
  // In the flat form `type` is the event's own, and says nothing of the error.
  return fromOpenAIError(type === undefined || type === 'error' ? fields : { type, ...fields });
}

/** `error` of a response that has failed; null where OpenAI gave no reason. */
export function fromResponseError(error: object | string | null | undefined): ServiceError {
  return fromOpenAIError(openAIErrorFields({ error }));
}
