import { ServiceError } from './service-error.ts';

/** What `upstream_connection_lost` means of an answer that is no stream. */
export const answerCutWords = {
  statusCode: 502,
  message: 'The connection to OpenAI broke before its answer was whole.',
  hint: 'None of it can be used, and it may have been paid for: send the request again, long work with `background: true`.',
} as const;

/** The connection broke while an answer was read that is of use as a whole alone: there is no place in it to go on from. */
export function answerCut(cause: unknown): ServiceError {
  return new ServiceError('upstream_connection_lost', { ...answerCutWords, cause });
}

/** JSON that nobody means. */
export function tooDeep(requestId?: string): ServiceError {
  return new ServiceError('upstream_invalid_response', {
    message: 'OpenAI sent JSON that is nested too deeply to be read.',
    requestId,
  });
}

/** An answer in a content coding that cannot be undone, by its name; with a cause where it should have been possible. */
export function undecodable(coding: string, cause?: unknown): ServiceError {
  const name = coding.replace(/[^\w.-]/g, '?').slice(0, 40);
  return new ServiceError('upstream_invalid_response', {
    message:
      cause === undefined
        ? `OpenAI's answer has the content coding "${name}", which this service cannot decode.`
        : `OpenAI's answer says that it is compressed with ${name}, and cannot be decompressed.`,
    hint: 'This service asks for `accept-encoding: identity`: have the gateway before OpenAI send answers as they are.',
    ...(cause === undefined ? {} : { cause }),
  });
}
