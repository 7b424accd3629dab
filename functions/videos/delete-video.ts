import { deleteVideo } from '../../lib/apis/videos/delete-video.ts';
import { deleteVideoRelayed } from '../../lib/apis/videos/relay/stored-videos.ts';
import { videoRequest } from '../../lib/apis/videos/schemas/stored-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('delete-video', {
  request: videoRequest,
  serve: ({ path }, call) => deleteVideo(path, call),
  openai: deleteVideoRelayed,
});
