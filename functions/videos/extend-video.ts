import { extendVideo } from '../../lib/apis/videos/change-video.ts';
import { beginRelayed } from '../../lib/apis/videos/relay/begin-relayed.ts';
import { extendVideoRequestSchema } from '../../lib/apis/videos/schemas/change-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('extend-video', {
  request: { body: extendVideoRequestSchema },
  serve: ({ body }, call) => extendVideo(body, call),
  openai: beginRelayed('extend-video'),
});
