import { archivedAnswer, RESPONSE_SOURCE } from '../../background/records/archived-answer.ts';
import { type ArchivedResult, isResult } from '../../background/records/archived-result.ts';
import { type ArchiveReading, readArchive } from '../../background/records/read-archive.ts';
import { isRunning } from '../../background/settle/job-outcome.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { encodeText } from '../../large-json/byte-string.ts';
import { withLongStrings } from '../../large-json/long-strings.ts';
import { logger } from '../../logging/logger.ts';
import type { Sink } from '../../stream/sink.ts';
import { writeParts } from '../../stream/write-parts.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { retrieveUpstream, type WholeResponse } from '../../upstream/retrieve-upstream.ts';
import { textAnswer } from './answers/text-answer.ts';
import type { RetrieveResponseRequest } from './schemas/retrieve-response-request.ts';

/**
 * `retrieve-response`: a response, from the archive where its result is there, else from OpenAI; `x-response-source` says
 * which. Throws `ServiceError`: OpenAI's refusals, and `background_store_failed` where neither could be asked.
 */
export async function retrieveResponse({ id, ...query }: RetrieveResponseRequest, context: RequestContext) {
  const archive = await readArchive(id, context);
  const { result, error } = archive;
  if (error) logger().warn('archive not read', { response_id: id, error });
  if (result && isResult(result)) return archivedAnswer(result, context, query.include);
  const found = await retrieveUpstream(id, query, context).catch((refusal: unknown) => ifArchived(archive, refusal));
  if (!('strings' in found)) return archivedAnswer(found, context);
  // An expired response that has ended after all is worth more than the word that it had not.
  if (result && isRunning(found.response)) return archivedAnswer(result, context);
  return upstreamAnswer(found, context);
}

/** OpenAI's 404 says nothing where the archive could not be read, and everything has been said where it has the end. */
function ifArchived({ result, error }: ArchiveReading, refusal: unknown): ArchivedResult {
  if (!(refusal instanceof ServiceError) || refusal.statusCode !== 404) throw refusal;
  if (error) throw error;
  if (!result) throw refusal;
  return result;
}

function upstreamAnswer({ response, strings, latencyMs }: WholeResponse, context: RequestContext) {
  recordResponse(context, response);
  context.recorder.countedElsewhere();
  // Of a background response, what it has made is known by now.
  context.guard.shown({ object: 'response', output: response.output });
  const body = encodeText(JSON.stringify(textAnswer(response)));
  return {
    statusCode: 200 as const,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      [RESPONSE_SOURCE]: 'openai',
      ...answerHeaders(context, { warnings: [], upstreamMs: latencyMs }),
    },
    // In parts, since images may be in it.
    stream: (sink: Sink) => writeParts(withLongStrings(body, strings), sink),
  };
}
