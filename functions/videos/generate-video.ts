import { generateVideo } from '../../lib/apis/videos/generate-video.ts';
import { beginRelayed } from '../../lib/apis/videos/relay/begin-relayed.ts';
import { generateVideoRequestSchema } from '../../lib/apis/videos/schemas/generate-video-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('generate-video', {
  request: { body: generateVideoRequestSchema },
  serve: ({ body }, call) => generateVideo(body, call),
  openai: beginRelayed('generate-video'),
});
