import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { message, splitIntoDeltas } from './message.ts';

/** 16-bit samples of 24 kHz PCM in one audio delta: 20 ms. */
const SAMPLES = 480;

/** Speaks: sound and its transcript in step, then the same words as a message. */
export function* audio(context: PlayContext): Generator<DraftEvent, Ending> {
  const response_id = context.responseId;
  const transcript = 'Good evening — this is the stand-in, speaking softly.';
  for (const [index, delta] of splitIntoDeltas(transcript).entries()) {
    yield { type: 'response.audio.transcript.delta', response_id, delta };
    yield { type: 'response.audio.delta', response_id, delta: tone(220 + 20 * index) };
  }
  yield { type: 'response.audio.done', response_id };
  yield { type: 'response.audio.transcript.done', response_id };
  yield* message(context, transcript);
  return { status: 'completed' };
}

/** 20 ms of a sine of `hertz`, as base64. */
function tone(hertz: number): string {
  const samples = Buffer.alloc(SAMPLES * 2);
  for (let at = 0; at < SAMPLES; at += 1) {
    samples.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hertz * at) / 24_000)), at * 2);
  }
  return samples.toString('base64');
}
