import { RESPONSE_SOURCE } from '../../../background/records/archived-answer.ts';
import { isResult } from '../../../background/records/archived-result.ts';
import { readArchive } from '../../../background/records/read-archive.ts';
import type { Answer } from '../../../context/answer.ts';
import type { RelayedRequest } from '../../../context/relayed-request.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import { type Fields, fieldsOf, jsonOrUndefined } from '../../../json/fields.ts';
import { decodeText } from '../../../large-json/byte-string.ts';
import { takeOutLongStrings } from '../../../large-json/long-strings.ts';
import { isEventStream } from '../../../upstream/is-event-stream.ts';
import { readBody } from '../../../upstream/read-body.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { relay, relayedAnswer, relayedHeaders, sendRelayed } from '../../../upstream/relay/relay.ts';
import { deleteKept } from '../delete-response.ts';
import { relayStream } from './relay-stream.ts';

/**
 * `retrieve-response` in OpenAI's dialect: the response, or with `stream=true` its events after `starting_after`. What OpenAI has no
 * more, the archive of background responses may have. Throws as `sendRelayed` does.
 */
export async function retrieveRelayed(request: RelayedRequest, context: RequestContext): Promise<Answer> {
  context.recorder.countedElsewhere();
  try {
    const upstream = await sendRelayed(request, context, { kind: 'lookup' });
    if (isEventStream(upstream.response)) {
      const { id } = request.seen.path;
      return {
        statusCode: upstream.response.status,
        headers: relayedHeaders(upstream, context, []),
        ...relayStream(upstream.response.body, context, {
          creates: false,
          responseId: id,
          startingAfter: Number(request.values.query.starting_after),
        }),
      };
    }
    const pieces = await readBody(context, upstream, 'images');
    if (context.guard.keepsOwners) noteMade(pieces, context);
    return relayedAnswer(upstream, pieces, context);
  } catch (error) {
    return archived(request, context, error);
  }
}

/** Of a background response, what it has made is known by now. */
function noteMade(pieces: readonly Buffer[], { guard }: RequestContext): void {
  const { output } = fieldsOf(jsonOrUndefined(decodeText(takeOutLongStrings(pieces).json)));
  guard.shown({ object: 'response', output });
}

/** OpenAI's 404 stands unless the archive has the result. */
async function archived(request: RelayedRequest, context: RequestContext, refusal: unknown): Promise<Answer> {
  if (!(refusal instanceof ServiceError) || refusal.statusCode !== 404) throw refusal;
  const { result } = await readArchive(request.values.path.id ?? '', context);
  if (!result || !isResult(result) || request.values.query.stream === 'true') throw refusal;
  return { statusCode: 200, headers: { [RESPONSE_SOURCE]: 'archive' }, body: result.response };
}

/** `cancel-response` in OpenAI's dialect. */
export const cancelRelayed = relay({
  kind: 'lookup',
  answer: 'images',
  answered: async (response: Fields, context) => {
    recordResponse(context, response);
    context.recorder.countedElsewhere();
    return [];
  },
});

const relayDeletion = relay({ kind: 'lookup' });

/** `delete-response` in OpenAI's dialect: what S3 holds of a background response goes as well, and its images stay. */
export async function deleteRelayed(request: RelayedRequest, context: RequestContext): Promise<Answer> {
  const { id = '' } = request.values.path;
  return deleteKept({ id, images: false }, context, async () => relayDeletion(request, context));
}
