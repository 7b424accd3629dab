import { relay } from '../../../upstream/relay/relay.ts';
import { openUploadedForm } from '../../uploads/files/open-form.ts';
import { imagesIn, recordImages } from '../streaming/record-images.ts';
import { keepRelayed } from './keep-relayed.ts';
import { relayImages } from './relay-images.ts';

/** `generate-image` in OpenAI's dialect. */
export const generateRelayed = relay({
  kind: 'generation',
  admits: 'images',
  answer: 'images',
  streamed: relayImages,
  keeps: keepRelayed,
  uploads: openUploadedForm,
  answered: async ({ data, usage, created }, context) => {
    recordImages(context, { images: imagesIn(data), usages: [usage], createdAt: created });
    return [];
  },
});
