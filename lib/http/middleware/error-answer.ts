import { shutdownHeader, warningsHeader } from '../../context/answer-headers.ts';
import { errorBody, errorHeaders, toServiceError } from '../../errors/error-body.ts';
import { contextOf } from '../context-of.ts';
import { openaiErrorAnswer } from '../dialects/openai.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** Turns whatever was thrown into the one error body. What is internal stays in the log. */
export function errorAnswer() {
  return {
    onError: (request: MiddlewareRequest): void => {
      const context = contextOf(request);
      const { recorder, path, date } = context;
      const error = toServiceError(request.error);
      recorder.failed({
        errorCode: error.publicCode ?? error.code,
        openaiRequestId: error.requestId,
        ...(error.statusCode >= 500 && { cause: error }),
      });
      if (context.dialect === 'openai') {
        request.response = openaiErrorAnswer(error, context);
        return;
      }
      const body = errorBody(error, { path, now: date() });
      const { warnings = [] } = recorder.facts();
      const headers = { ...errorHeaders(error), ...warningsHeader(warnings), ...shutdownHeader(context) };
      request.response = { statusCode: error.statusCode, headers, body };
      recorder.answered(body);
    },
  };
}
