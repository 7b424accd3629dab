import { archivedAnswer, RESPONSE_SOURCE } from '../../background/records/archived-answer.ts';
import { readArchive } from '../../background/records/read-archive.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { cancelUpstream } from '../../upstream/cancel-upstream.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { textAnswer } from './answers/text-answer.ts';
import type { CancelResponseRequest } from './schemas/stored-response-requests.ts';

/**
 * `cancel-response`: cancels a background response, and answers with what it is then; one that has ended stays as it is. Its
 * record is settled by the next poll. Throws `ServiceError` `not_a_background_response` where there is nothing to cancel.
 */
export async function cancelResponse({ id }: CancelResponseRequest, context: RequestContext) {
  try {
    const upstream = await cancelUpstream(id, context);
    const response = parseAnswer(Buffer.concat(await readBody(context, upstream)).toString('utf8'), upstream, context);
    recordResponse(context, response);
    context.recorder.countedElsewhere();
    return {
      statusCode: 200,
      headers: {
        [RESPONSE_SOURCE]: 'openai',
        ...answerHeaders(context, { warnings: [], upstreamMs: upstream.latencyMs }),
      },
      body: textAnswer(response),
    };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.statusCode !== 404) throw error;
    // OpenAI answers with the end of a response that has ended, as long as it has it: so does the archive.
    const { result, error: unread } = await readArchive(id, context);
    if (!result) throw unread ?? error;
    return archivedAnswer(result, context);
  }
}
