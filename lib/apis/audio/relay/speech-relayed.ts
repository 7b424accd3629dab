import { relay } from '../../../upstream/relay/relay.ts';
import { speechCost } from '../../../usage/speech-cost.ts';
import { speechCatalogue } from '../events/speech-catalogue.ts';
import { relayAudio } from './relay-audio.ts';

/** `create-speech` in OpenAI's dialect: the sound goes on as it comes. */
export const speechRelayed = relay({
  kind: 'generation',
  admits: 'speech',
  answer: 'bytes',
  streamed: relayAudio(speechCatalogue),
  flowed: ({ recorder }) => recorder.generated({ costEstimate: speechCost(recorder.facts().request) }),
});
