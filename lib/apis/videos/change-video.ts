import type { RequestContext } from '../../context/request-context.ts';
import type { Fields } from '../../json/fields.ts';
import { beginVideo } from './begin-video.ts';
import type { EditVideoRequest, ExtendVideoRequest, RemixVideoRequest } from './schemas/change-video-requests.ts';
import { videoFiles } from './schemas/video-fields.ts';
import { askVideos } from './upstream/ask-videos.ts';
import { sendVideosForm } from './upstream/send-videos-form.ts';
import { videoPath } from './upstream/video-path.ts';

/** `edit-video`: begins a video that changes another. Throws as `beginVideo` does. */
export function editVideo(request: EditVideoRequest, context: RequestContext) {
  const send = (fields: Fields) => sendVideosForm(context, { path: '/videos/edits', fields, accepts: videoFiles });
  return beginVideo({ endpoint: 'edit-video', admits: 'video-changes', params: request, send }, context);
}

/** `extend-video`: begins a video that goes on where another ends. Throws as `beginVideo` does. */
export function extendVideo(request: ExtendVideoRequest, context: RequestContext) {
  const send = (fields: Fields) => sendVideosForm(context, { path: '/videos/extensions', fields, accepts: videoFiles });
  return beginVideo({ endpoint: 'extend-video', admits: 'video-changes', params: request, send }, context);
}

/** `remix-video`: begins a video that is another one with a new prompt. Throws as `beginVideo` does. */
export function remixVideo({ id, ...params }: RemixVideoRequest, context: RequestContext) {
  const path = videoPath(id, '/remix');
  const send = (fields: Fields) => {
    const body = { content: JSON.stringify(fields), contentType: 'application/json' };
    return askVideos(context, { method: 'POST', path, body, namesObject: true }, { kind: 'generation' });
  };
  return beginVideo({ endpoint: 'remix-video', admits: 'video-changes', params, send }, context);
}
