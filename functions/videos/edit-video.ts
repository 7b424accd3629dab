import { editVideo } from '../../lib/apis/videos/change-video.ts';
import { beginRelayed } from '../../lib/apis/videos/relay/begin-relayed.ts';
import { editVideoRequestSchema } from '../../lib/apis/videos/schemas/change-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('edit-video', {
  request: { body: editVideoRequestSchema },
  serve: ({ body }, call) => editVideo(body, call),
  openai: beginRelayed('edit-video'),
});
