import type { RequestContext } from '../../context/request-context.ts';
import { beginVideo } from './begin-video.ts';
import type { GenerateVideoRequest } from './schemas/generate-video-request.ts';
import { referenceFiles } from './schemas/video-fields.ts';
import { sendVideosForm } from './upstream/send-videos-form.ts';

/** `generate-video`: begins a video. Throws as `beginVideo` does, and `file_not_accepted` for a reference that is no image. */
export function generateVideo(request: GenerateVideoRequest, context: RequestContext) {
  const send = (fields: Readonly<Record<string, unknown>>) =>
    sendVideosForm(context, { path: '/videos', fields, accepts: referenceFiles });
  const start = { endpoint: 'generate-video', admits: 'videos', params: request, model: request.model, send } as const;
  return beginVideo(start, context);
}
