import { Readable } from 'node:stream';
import type { RequestContext } from '../context/request-context.ts';
import { ServiceError } from '../errors/service-error.ts';
import { answerCut } from '../errors/unreadable-answer.ts';
import { peekStart } from '../stream/peek-start.ts';
import { isEventStream } from './is-event-stream.ts';
import { type AnswerFields, parseAnswer } from './parse-answer.ts';
import { readBody } from './read-body.ts';
import type { UpstreamAnswer } from './request-upstream.ts';

/** The fields of an event stream, and a comment. */
const FIELDS = ['event:', 'data:', 'id:', 'retry:', ':'];

/** White space before an answer, in bytes. */
const LONGEST_BLANK = 100;

/** The events that a whole answer comes to, in place of a stream; undefined where it is none that can be played. */
export type PlayAnswer = (answer: AnswerFields) => Readable | undefined;

/**
 * The body of an accepted event stream. Where the upstream says nothing of its body, or something else, the body's beginning
 * decides, and so does JSON that is named an event stream. Throws a `ServiceError`, while that can still be a status: the failure that a JSON body tells of, or
 * `upstream_invalid_response` for what is no stream and, without `play`, for any whole answer.
 */
export async function openEventStream(
  upstream: UpstreamAnswer,
  context: RequestContext,
  play?: PlayAnswer,
): Promise<Readable> {
  const { body, headers } = upstream.response;
  if (isEventStream(upstream.response)) {
    return play && beginsWithBrace(body) ? namedAnswer(upstream, context, play) : body;
  }
  const start = await startOf(body, context);
  if (isEvents(start)) return body;
  if (/^[{[]/.test(start)) {
    const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
    const answer = parseAnswer(text, upstream, context);
    const events = play?.(answer);
    if (events) return events;
  }
  body.destroy();
  const contentType = headers.get('content-type') ?? '';
  throw new ServiceError('upstream_invalid_response', {
    cause: new Error(`Expected an event stream, got ${contentType === '' ? 'something else' : contentType}`),
  });
}

/** Whether what has come of a body by now is JSON: some gateways name whatever they answer an event stream. Waits for nothing. */
function beginsWithBrace(body: Readable): boolean {
  const chunk: Buffer | null = body.readableLength > 0 ? body.read() : null;
  if (chunk === null) return false;
  body.unshift(chunk);
  return chunk.toString('latin1', 0, LONGEST_BLANK).trimStart().startsWith('{');
}

/** JSON that is named an event stream: what can be is played, and anything else is for the stream's end to tell of. */
async function namedAnswer(upstream: UpstreamAnswer, context: RequestContext, play: PlayAnswer): Promise<Readable> {
  const pieces = await readBody(context, upstream);
  try {
    const answer = parseAnswer(Buffer.concat(pieces).toString('utf8'), upstream, context);
    const events = play(answer);
    if (events) return events;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  return Readable.from(pieces);
}

/** Whether a body is an event stream by how it begins, of which the first read may have a letter only. */
function isEvents(start: string): boolean {
  return FIELDS.some((field) => start.startsWith(field) || (start !== '' && field.startsWith(start)));
}

async function startOf(body: Readable, { environment }: RequestContext): Promise<string> {
  const start = await peekStart(body, environment.streamIdleTimeoutMs).catch((cause: unknown) => {
    throw cause instanceof ServiceError ? cause : answerCut(cause);
  });
  if (start !== undefined) return start;
  body.destroy();
  throw new ServiceError('upstream_timeout');
}
