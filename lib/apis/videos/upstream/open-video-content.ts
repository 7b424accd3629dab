import type { RequestContext } from '../../../context/request-context.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { askVideos } from './ask-videos.ts';
import { videoPath } from './video-path.ts';

/** The bytes of a video, its thumbnail or its spritesheet, unread. Throws as `askVideos` does. */
export function openVideoContent(
  id: string,
  { variant }: { readonly variant?: string | undefined },
  context: RequestContext,
): Promise<UpstreamAnswer> {
  const query = variant === undefined ? '' : `?variant=${encodeURIComponent(variant)}`;
  return askVideos(
    context,
    { method: 'GET', path: `${videoPath(id, '/content')}${query}`, namesObject: true },
    { kind: 'lookup' },
  );
}
