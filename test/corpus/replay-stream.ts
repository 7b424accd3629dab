import type { EndpointName } from '../../lib/endpoints/table.ts';
import { checkHead } from './check-head.ts';
import { checkImageStream, hasImages } from './check-images.ts';
import { checkStream, type KnownStream } from './check-stream.ts';
import { type Chunking, chunkings } from './chunkings.ts';
import type { Expectations } from './difference.ts';
import { parseFields } from './fields.ts';
import { framesOf, type ReceivedFrame } from './received-frame.ts';
import type { StreamRecording } from './recordings.ts';
import type { Replay } from './replay-upstream.ts';
import { type Replayed, replayed } from './replayed.ts';
import { imageRequestFor, lifecycleRequestFor, type ReplayedRequest, textRequestFor } from './request-for.ts';
import { type Door, type Stage, sendThrough } from './send-through.ts';

/** A recorded stream, or a part of one, on its way through a function. */
export interface StreamCourse {
  readonly recording: StreamRecording;
  readonly request: ReplayedRequest;
  readonly door: Door;
  readonly chunking: Chunking;
  /** Of the end of a stream: all of it, as far as it was recorded. */
  readonly whole?: StreamRecording;
}

type Check = (
  recording: StreamRecording,
  frames: readonly ReceivedFrame[],
  expect: Expectations,
  known: KnownStream,
  door: Door,
) => void | Promise<void>;

const checkEvents: Check = ({ events }, frames, expect, known) => checkStream(events, frames, expect, known);

const checks: Partial<Record<EndpointName, Check>> = {
  'stream-text': checkEvents,
  'resume-stream': checkEvents,
  'stream-image': (recording, frames, expect, known, { readStored }) =>
    checkImageStream(recording, frames, readStored, expect, known),
};

/** Replays a stream through every function that it fits, in all chunkings. */
export async function replayStream(recording: StreamRecording, stage: Stage): Promise<Replayed[]> {
  const found: Replayed[] = [];
  for (const { door, request } of waysOf(recording, stage)) {
    for (const chunking of chunkings) {
      const replay = replayed(`${request.endpoint}, ${door.name}, ${chunking.name}`, async (expect) => {
        await streamThrough({ recording, request, door, chunking }, stage, expect);
      });
      found.push(await replay);
    }
  }
  return found;
}

/** The request that has a recorded stream for its answer. */
export function streamRequestFor({ request, operation }: StreamRecording): ReplayedRequest {
  return operation.endpoint === 'stream-text'
    ? textRequestFor(request, 'stream-text')
    : lifecycleRequestFor(request, operation);
}

function waysOf(recording: StreamRecording, { doors }: Stage): Pick<StreamCourse, 'door' | 'request'>[] {
  const request = streamRequestFor(recording);
  const through = (sent: ReplayedRequest) => doors.map((door) => ({ door, request: sent }));
  // Of creations, only those in the background touch the bucket.
  const plain = request.endpoint === 'stream-text' && request.body?.background !== true;
  return [
    ...(plain ? [{ door: doors[0], request }] : through(request)),
    ...(plain && hasImages(recording) ? through(imageRequestFor(recording.request, 'stream-image')) : []),
  ];
}

/** Sends a request that the recording answers, checks the answer, and returns its frames. */
export async function streamThrough(
  { recording, request, door, chunking, whole }: StreamCourse,
  { upstream }: Stage,
  expect: Expectations,
): Promise<ReceivedFrame[]> {
  const playOf = ({ headers, events }: StreamRecording): Replay => ({
    status: 200,
    headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' },
    chunks: chunking.chunks(events),
  });
  const play = { upstream, play: playOf(recording), ...(whole && { beside: playOf(whole) }) };
  const reply = await sendThrough(door, request, play, expect);
  checkHead(recording, { request, door }, reply, expect);
  const check = checks[request.endpoint];
  if (!check) throw new Error(`There is no check of ${request.endpoint}`);
  const frames = framesOf(reply.bytes);
  await check(recording, frames, expect, knownOf(request, whole), door);
  return frames;
}

function knownOf(
  { endpoint, parameters, body, arrives }: ReplayedRequest,
  whole: StreamRecording | undefined,
): KnownStream {
  const after = arrives.query.find(([name]) => name === 'starting_after')?.[1];
  return {
    responseId: parameters.id,
    resumable: endpoint === 'resume-stream' || body?.background === true,
    ...(after !== undefined && {
      after: Number(after),
      earlier: whole?.events.filter((event) => numberOf(event) <= Number(after)) ?? [],
    }),
  };
}

/** OpenAI's number of a recorded event. */
export function numberOf(event: string): number {
  return Number(parseFields(event).sequence_number);
}
