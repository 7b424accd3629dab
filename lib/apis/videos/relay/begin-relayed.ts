import type { RelayService } from '../../../context/relayed-request.ts';
import { relay } from '../../../upstream/relay/relay.ts';
import { openUploadedForm } from '../../uploads/files/open-form.ts';
import { type VideoEndpoint, videoBegun } from '../video-begun.ts';
import { retiring } from './retiring.ts';

/** An endpoint that begins a video, in OpenAI's dialect. */
export function beginRelayed(endpoint: VideoEndpoint): RelayService {
  const admits = endpoint === 'generate-video' ? 'videos' : 'video-changes';
  return retiring(
    relay({
      kind: 'generation',
      admits,
      uploads: openUploadedForm,
      answered: (video, context) => videoBegun(endpoint, video, context),
    }),
  );
}
