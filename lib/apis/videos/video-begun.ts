import { followVideo } from '../../background/records/follow-video.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { EndpointName } from '../../endpoints/table.ts';
import { type Fields, fieldsOf } from '../../json/fields.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { videoCost } from '../../usage/video-cost.ts';

/** The endpoints that begin videos. */
export type VideoEndpoint = Extract<EndpointName, 'generate-video' | 'edit-video' | 'extend-video' | 'remix-video'>;

/** Seconds that a `Date` can hold (ECMA-262, 100 million days). */
const MOST_SECONDS = 8.64e12;

/** Sees to a video that OpenAI has begun: whose it is, what it costs, and that it is followed. Returns what its caller is warned of. */
export async function videoBegun(
  endpoint: VideoEndpoint,
  video: Fields,
  context: RequestContext,
): Promise<readonly string[]> {
  const { id, model, created_at: at } = video;
  const { seconds: asked } = fieldsOf(context.recorder.facts().request);
  const seconds = endpoint === 'extend-video' && typeof asked === 'string' ? asked : undefined;
  recordResponse(context, { ...video, object: 'video' });
  if (seconds !== undefined)
    context.recorder.generated({ costEstimate: videoCost({ ...video, billed_seconds: seconds }) });
  if (typeof id !== 'string') return ['this video is not followed: OpenAI has named no id'];
  const createdAt =
    typeof at === 'number' && Math.abs(at) <= MOST_SECONDS ? at : Math.floor(context.date().getTime() / 1000);
  const begun = { id, model: typeof model === 'string' ? model : null, createdAt, seconds };
  const [owned, followed] = await Promise.all([
    context.guard.made({ ...video, object: 'video' }),
    followVideo(endpoint, begun, context),
  ]);
  return [...owned, ...followed];
}
