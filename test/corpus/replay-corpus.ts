import type { Recording } from './recordings.ts';
import { replayCuts } from './replay-cuts.ts';
import { replayExchange } from './replay-exchange.ts';
import { replayRelayed } from './replay-relayed.ts';
import { replayStream } from './replay-stream.ts';
import type { Replayed } from './replayed.ts';
import type { Stage } from './send-through.ts';

/** Replays one recording in every way that fits it. */
export async function replayRecording(recording: Recording, stage: Stage): Promise<readonly Replayed[]> {
  const relayed = await replayRelayed(recording, stage);
  if (recording.kind !== 'stream') return [...(await replayExchange(recording, stage)), ...relayed];
  return [...(await replayStream(recording, stage)), ...(await replayCuts(recording, stage)), ...relayed];
}
