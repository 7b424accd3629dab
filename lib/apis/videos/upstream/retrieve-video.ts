import type { RequestContext } from '../../../context/request-context.ts';
import { parseAnswer } from '../../../upstream/parse-answer.ts';
import { readBody } from '../../../upstream/read-body.ts';
import type { WholeResponse } from '../../../upstream/retrieve-upstream.ts';
import { askVideos } from './ask-videos.ts';
import { videoPath } from './video-path.ts';

/** OpenAI's object of a video. Throws as `askVideos`, `readBody` and `parseAnswer` do. */
export async function retrieveVideo(id: string, context: RequestContext): Promise<WholeResponse> {
  const sent = { method: 'GET', path: videoPath(id), namesObject: true };
  const upstream = await askVideos(context, sent, { kind: 'lookup' });
  const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  return { response: parseAnswer(text, upstream, context), strings: [], latencyMs: upstream.latencyMs };
}
