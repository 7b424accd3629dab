import type { Answer } from '../../context/answer.ts';
import { shutdownHeader } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { openaiErrorBody, openaiErrorHeaders } from '../../errors/openai-error-body.ts';
import { RelayedRefusal } from '../../errors/relayed-refusal.ts';
import type { ServiceError } from '../../errors/service-error.ts';

/** A failure as OpenAI would answer it: its own refusal byte for byte, anything else in its form. Tells the recorder. */
export function openaiErrorAnswer(error: ServiceError, context: RequestContext): Answer {
  const { recorder } = context;
  if (error instanceof RelayedRefusal) {
    const { text, headers: sent } = error.refusal();
    // OpenAI's clients repeat every 429, an account without money included, unless they are told.
    const headers = error.retryable ? sent : { 'x-should-retry': 'false', ...sent };
    recorder.answered(error.openaiError);
    return { statusCode: error.statusCode, headers, stream: async (sink) => void sink.write(Buffer.from(text)) };
  }
  const body = openaiErrorBody(error);
  recorder.answered(body);
  const headers = {
    ...openaiErrorHeaders(error, recorder.facts().begun === true),
    ...(error.requestId === undefined ? {} : { 'x-request-id': error.requestId }),
    ...shutdownHeader(context),
  };
  return { statusCode: error.statusCode, headers, body };
}
