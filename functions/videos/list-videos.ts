import { listVideos } from '../../lib/apis/videos/list-videos.ts';
import { listVideosRelayed } from '../../lib/apis/videos/relay/stored-videos.ts';
import { listVideosRequest } from '../../lib/apis/videos/schemas/stored-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('list-videos', {
  request: listVideosRequest,
  serve: ({ query }, call) => listVideos(query, call),
  openai: listVideosRelayed,
});
