import type { RequestContext } from '../context/request-context.ts';
import { acceptedError } from '../errors/accepted-error.ts';
import { isNestedTooDeep } from '../errors/nesting.ts';
import { redactAnswer } from '../errors/redact-answer.ts';
import { ServiceError } from '../errors/service-error.ts';
import { tooDeep } from '../errors/unreadable-answer.ts';
import { parseExactJson } from '../json/exact-json.ts';
import { isFields } from '../json/fields.ts';
import { answerOfEvents, isEventStream } from './answer-of-events.ts';
import { keyMask } from './mask-key.ts';
import type { UpstreamAnswer } from './request-upstream.ts';

/** An answer's fields, as OpenAI sent them. */
export type AnswerFields = Readonly<Record<string, unknown>>;

/**
 * The object that the text of an answer holds, less the keys that it repeats. Throws a `ServiceError`: the failure that it tells
 * of in place of an answer, told to the log; `upstream_invalid_response` where it holds no object, or one that is nested too
 * deeply to be written again.
 */
export function parseAnswer(
  text: string,
  { response }: Pick<UpstreamAnswer, 'response'>,
  context: RequestContext,
): AnswerFields {
  const said = keyMask(context.environment)(text);
  const body = isEventStream(said) ? answerOfEvents(said) : parsed(said);
  if (isNestedTooDeep(body)) throw tooDeep(context.recorder.facts().openaiRequestId);
  const failure = acceptedError(body, Object.fromEntries(response.headers));
  if (failure) {
    context.recorder.refused(body);
    throw failure;
  }
  if (isFields(body)) return redactAnswer(body);
  throw unreadable('The answer is JSON, but no object');
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    // The parser's own message repeats a piece of the answer.
    throw unreadable(text.trim() === '' ? 'The answer is empty' : 'The answer is not JSON');
  }
}

function unreadable(reason: string): ServiceError {
  return new ServiceError('upstream_invalid_response', { cause: new Error(reason) });
}
