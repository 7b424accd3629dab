import { getVideoContent } from '../../lib/apis/videos/get-video-content.ts';
import { videoContentRelayed } from '../../lib/apis/videos/relay/stored-videos.ts';
import { videoContentRequest } from '../../lib/apis/videos/schemas/stored-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-video-content', {
  request: videoContentRequest,
  serve: ({ path, query }, call) => getVideoContent({ ...path, ...query }, call),
  openai: videoContentRelayed,
});
