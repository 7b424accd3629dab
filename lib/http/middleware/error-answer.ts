import { shutdownHeader } from '../../context/answer-headers.ts';
import { errorBody, errorHeaders, toServiceError } from '../../errors/error-body.ts';
import { callOf } from '../calls.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** Turns whatever was thrown into the one error body. What is internal stays in the log. */
export function errorAnswer() {
  return {
    onError: (request: MiddlewareRequest): void => {
      const call = callOf(request);
      const { notes, path, date } = call;
      const error = toServiceError(request.error);
      notes.errorCode = error.publicCode ?? error.code;
      if (error.requestId !== undefined) notes.openaiRequestId = error.requestId;
      if (error.statusCode >= 500) notes.cause = error;
      const body = errorBody(error, { path, now: date() });
      const headers = { ...errorHeaders(error), ...shutdownHeader(call) };
      request.response = { statusCode: error.statusCode, headers, body };
      notes.response = body;
    },
  };
}
