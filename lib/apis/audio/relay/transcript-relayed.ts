import { relay } from '../../../upstream/relay/relay.ts';
import { openUploadedForm } from '../../uploads/files/open-form.ts';
import { transcriptCatalogue } from '../events/transcript-catalogue.ts';
import { recordAudio } from '../streaming/record-audio.ts';
import { relayAudio } from './relay-audio.ts';

/** `create-transcription` and `create-translation` in OpenAI's dialect. Subtitles and plain text go on as they come. */
export const transcriptRelayed = relay({
  kind: 'generation',
  admits: 'transcription',
  answer: 'bytes',
  streamed: relayAudio(transcriptCatalogue),
  uploads: openUploadedForm,
  answered: async ({ usage }, context) => {
    recordAudio(context, usage);
    return [];
  },
});
