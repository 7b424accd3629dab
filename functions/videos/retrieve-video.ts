import { retrieveVideoRelayed } from '../../lib/apis/videos/relay/stored-videos.ts';
import { retrieveVideo } from '../../lib/apis/videos/retrieve-video.ts';
import { videoRequest } from '../../lib/apis/videos/schemas/stored-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('retrieve-video', {
  request: videoRequest,
  serve: ({ path }, call) => retrieveVideo(path, call),
  openai: retrieveVideoRelayed,
});
