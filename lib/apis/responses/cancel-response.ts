import type { Response } from 'openai/resources/responses/responses';
import { archivedAnswer, RESPONSE_SOURCE } from '../../background/records/archived-answer.ts';
import { readArchive } from '../../background/records/read-archive.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { Call } from '../../context/call.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { cancelUpstream } from '../../upstream/cancel-upstream.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { textAnswer } from './answers/text-answer.ts';
import type { CancelResponseRequest } from './schemas/cancel-response-request.ts';
import { noteResponse } from './tracking/note-response.ts';

/**
 * `cancel-response`: cancels a background response, and answers with what it is then; one that has ended stays as it is. Its
 * record is settled by the next poll. Throws `ServiceError` `not_a_background_response` where there is nothing to cancel.
 */
export async function cancelResponse({ id }: CancelResponseRequest, call: Call) {
  try {
    const upstream = await cancelUpstream(id, call);
    const response = parseAnswer(Buffer.concat(await readBody(call, upstream)).toString('utf8'), upstream, call);
    noteResponse(call, response);
    call.notes.countedElsewhere = true;
    return {
      statusCode: 200,
      headers: {
        [RESPONSE_SOURCE]: 'openai',
        ...answerHeaders(call, { warnings: [], upstreamMs: upstream.latencyMs }),
      },
      body: textAnswer(response as unknown as Response),
    };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.statusCode !== 404) throw error;
    // OpenAI answers with the end of a response that has ended, as long as it has it: so does the archive.
    const { result, error: unread } = await readArchive(id, call);
    if (!result) throw unread ?? error;
    return archivedAnswer(result, call);
  }
}
