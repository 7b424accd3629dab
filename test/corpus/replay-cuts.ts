import { isEnd } from './check-end.ts';
import { chunkings } from './chunkings.ts';
import { type Fields, isFields, parseFields } from './fields.ts';
import { resumption } from './operation.ts';
import type { ReceivedFrame } from './received-frame.ts';
import type { StreamRecording } from './recordings.ts';
import { numberOf, streamRequestFor, streamThrough } from './replay-stream.ts';
import { type Replayed, replayed } from './replayed.ts';
import { lifecycleRequestFor, type ReplayedRequest } from './request-for.ts';
import type { Stage } from './send-through.ts';

/** What is wrong after one event is mostly wrong after hundreds, and may take the function's whole timeout each time. */
const ENOUGH = 5;

/**
 * Replays a stream that upstream cuts. One of a background response is cut after every event but the last and gone on with
 * as the error frame says: both parts together are the whole stream. Any other is cut in its middle, and has no way on.
 */
export async function replayCuts(recording: StreamRecording, stage: Stage): Promise<Replayed[]> {
  const events = recording.events.map(parseFields);
  const end = events.findIndex(({ type }) => type === 'error' || isEnd(type));
  const last = end < 0 ? events.length - 1 : end;
  const request = streamRequestFor(recording);
  if (!isBackground(request, events)) return [await replayCut(recording, Math.ceil(last / 2), stage)];
  const whole: ReceivedFrame[] = [];
  const found = [
    await replayed('uncut', async (expect) => {
      const [door] = stage.doors;
      const [chunking] = chunkings;
      whole.push(...(await streamThrough({ recording, request, door, chunking }, stage, expect)));
    }),
  ];
  const timelessWhole = whole.map(timeless);
  for (let cut = 1; cut <= last && found.filter(({ length }) => length > 0).length < ENOUGH; cut += 1) {
    found.push(await replayCut(recording, cut, stage, timelessWhole));
  }
  return found;
}

function isBackground({ body }: ReplayedRequest, events: readonly Fields[]): boolean {
  return body?.background === true || events.some(({ response }) => isFields(response) && response.background === true);
}

/** `whole`: the frames of the uncut stream, where it can be gone on with. */
function replayCut(
  recording: StreamRecording,
  cut: number,
  stage: Stage,
  whole?: readonly Fields[],
): Promise<Replayed> {
  // In turn, since all of them after every event would take minutes.
  const chunking = chunkings[cut % chunkings.length] ?? chunkings[0];
  const door = stage.doors[Math.floor(cut / chunkings.length) % stage.doors.length] ?? stage.doors[0];
  return replayed(`cut after ${cut} events, ${door.name}, ${chunking.name}`, async (expect) => {
    const first = { ...recording, events: recording.events.slice(0, cut) };
    const request = streamRequestFor(recording);
    const frames = await streamThrough({ recording: first, request, door, chunking }, stage, expect);
    if (!whole) return;
    const { response_id: id, resume } = parseFields(frames.at(-1)?.data ?? '');
    const { path, starting_after: after } = isFields(resume) ? resume : {};
    // That they are the right ones has been checked by now.
    if (typeof id !== 'string' || typeof path !== 'string' || typeof after !== 'number') return;
    const rest = { ...recording, events: recording.events.filter((event) => numberOf(event) > after) };
    const resumed = { ...lifecycleRequestFor({}, resumption(id, after)), url: path };
    // Of a stream that was resumed when it was recorded, this is not all; but it is what its frames were made of.
    const course = { recording: rest, request: resumed, door, chunking, whole: recording };
    const others = await streamThrough(course, stage, expect);
    expect.equal('frames of both parts', whole, [...frames.slice(0, -1), ...others].map(timeless));
  });
}

/** Without what depends on when a frame was made. */
function timeless({ id, event, data }: ReceivedFrame): Fields {
  const { latency_ms: _latency, duration_ms: _duration, ...rest } = parseFields(data);
  return { id, event, ...rest };
}
