import type { Response } from 'openai/resources/responses/responses';
import { ServiceError } from '../errors/service-error.ts';
import { textAnswer } from '../openai/answer/text-answer.ts';
import { answerHeaders } from '../openai/answer-headers.ts';
import type { Call } from '../openai/call.ts';
import { cancelUpstream } from '../openai/cancel-response.ts';
import { noteResponse } from '../openai/note-response.ts';
import { parseAnswer } from '../openai/parse-answer.ts';
import { readBody } from '../openai/read-body.ts';
import type { CancelResponseRequest } from '../requests/cancel-response-request.ts';
import { archivedAnswer, RESPONSE_SOURCE } from './archived-answer.ts';
import { readArchive } from './read-archive.ts';

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
