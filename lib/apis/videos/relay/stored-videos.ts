import { readArchive } from '../../../background/records/read-archive.ts';
import type { Answer } from '../../../context/answer.ts';
import type { RelayedRequest, RelayService } from '../../../context/relayed-request.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { relay } from '../../../upstream/relay/relay.ts';
import { parseRequest } from '../../../validation/parse-request.ts';
import { archivedVideo, keptVideoRedirect } from '../archived-video.ts';
import { deleteKeptVideo } from '../delete-video.ts';
import { isGone } from '../is-gone.ts';
import { listVideos } from '../list-videos.ts';
import { listVideosRequest } from '../schemas/stored-video-requests.ts';
import { retiring } from './retiring.ts';

const passOn = retiring(
  relay({
    kind: 'lookup',
    answered: async (video, context) => {
      recordResponse(context, video);
      context.recorder.countedElsewhere();
      return [];
    },
  }),
);

const passBytes = retiring(relay({ kind: 'lookup', answer: 'bytes' }));

/** `retrieve-video` in OpenAI's dialect. What OpenAI has no more, the archive may have. */
export async function retrieveVideoRelayed(request: RelayedRequest, context: RequestContext): Promise<Answer> {
  return unlessGone(request, context, passOn, async () => {
    const { result } = await archive(request, context);
    return result && archivedVideo(result, context);
  });
}

/** `get-video-content` in OpenAI's dialect: the bytes as they come, or where OpenAI has them no more, a redirect to S3. */
export async function videoContentRelayed(request: RelayedRequest, context: RequestContext): Promise<Answer> {
  return unlessGone(request, context, passBytes, async () => {
    const { variant = 'video' } = request.values.query;
    return variant === 'video' ? keptVideoRedirect((await archive(request, context)).result, context) : undefined;
  });
}

/** `delete-video` in OpenAI's dialect: what S3 holds of it goes as well. */
export function deleteVideoRelayed(request: RelayedRequest, context: RequestContext): Promise<Answer> {
  return deleteKeptVideo(request.values.path.id ?? '', context, async () => passOn(request, context));
}

/** `list-videos` in OpenAI's dialect: where access is on, the caller's own alone. */
export const listVideosRelayed: RelayService = (request, context) =>
  context.guard.keepsOwners
    ? listVideos(parseRequest(listVideosRequest.query, request.values.query), context)
    : passOn(request, context);

async function unlessGone(
  request: RelayedRequest,
  context: RequestContext,
  serve: RelayService,
  kept: () => Promise<Answer | undefined>,
): Promise<Answer> {
  try {
    return await serve(request, context);
  } catch (error) {
    const answer = isGone(error) ? await kept() : undefined;
    if (!answer) throw error;
    return answer;
  }
}

function archive(request: RelayedRequest, context: RequestContext) {
  return readArchive(request.values.path.id ?? '', context, 'video');
}
