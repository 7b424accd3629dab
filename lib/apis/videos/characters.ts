import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import type { UpstreamAnswer } from '../../upstream/request-upstream.ts';
import type { CreateCharacterRequest } from './schemas/create-character-request.ts';
import type { CharacterRequest } from './schemas/stored-video-requests.ts';
import { videoFiles } from './schemas/video-fields.ts';
import { askVideos } from './upstream/ask-videos.ts';
import { sendVideosForm } from './upstream/send-videos-form.ts';

/** `create-character`: makes a character of a video. Throws `ServiceError`: OpenAI's refusals, `file_not_accepted`, `upstream_retired`. */
export async function createCharacter(request: CreateCharacterRequest, context: RequestContext) {
  // What one costs, OpenAI does not say.
  const fields = await context.guard.admit(request, 'video-changes');
  context.recorder.requested(fields);
  const form = { path: '/videos/characters', fields, accepts: videoFiles };
  const upstream = await sendVideosForm(context, form);
  const character = await characterOf(upstream, context);
  // OpenAI's object of it does not say what it is.
  const warnings = await context.guard.made({ ...character, object: 'character' });
  const headers = answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs });
  return { statusCode: 200 as const, headers, body: character };
}

/** `retrieve-character`. Throws `ServiceError`: OpenAI's refusals, `upstream_retired`. */
export async function retrieveCharacter({ id }: CharacterRequest, context: RequestContext) {
  const sent = { method: 'GET', path: `/videos/characters/${encodeURIComponent(id)}`, namesObject: true };
  const upstream = await askVideos(context, sent, { kind: 'lookup' });
  const body = await characterOf(upstream, context);
  const headers = answerHeaders(context, { warnings: [], upstreamMs: upstream.latencyMs });
  return { statusCode: 200 as const, headers, body };
}

async function characterOf(upstream: UpstreamAnswer, context: RequestContext) {
  const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  const character = parseAnswer(text, upstream, context);
  context.recorder.answered(character);
  return character;
}
