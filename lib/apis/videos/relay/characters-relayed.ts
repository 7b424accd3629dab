import { relay } from '../../../upstream/relay/relay.ts';
import { openUploadedForm } from '../../uploads/files/open-form.ts';
import { retiring } from './retiring.ts';

/** `create-character` in OpenAI's dialect. */
export const createCharacterRelayed = retiring(
  relay({
    kind: 'generation',
    admits: 'video-changes',
    uploads: openUploadedForm,
    // OpenAI's object of it does not say what it is.
    answered: (character, context) => context.guard.made({ ...character, object: 'character' }),
  }),
);

/** `retrieve-character` in OpenAI's dialect. */
export const retrieveCharacterRelayed = retiring(relay({ kind: 'lookup', answered: async () => [] }));
