import { remixVideo } from '../../lib/apis/videos/change-video.ts';
import { beginRelayed } from '../../lib/apis/videos/relay/begin-relayed.ts';
import { remixVideoRequest } from '../../lib/apis/videos/schemas/change-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('remix-video', {
  request: remixVideoRequest,
  serve: ({ path, body }, call) => remixVideo({ ...body, ...path }, call),
  openai: beginRelayed('remix-video'),
});
