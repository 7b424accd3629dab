import type { EndpointName } from '../../lib/endpoints/table.ts';
import { checkAnswer, checkDeletion, checkError, checkPassedOn, type JsonReply } from './check-exchange.ts';
import { checkHead } from './check-head.ts';
import { checkImageAnswer, hasImages } from './check-images.ts';
import type { Expectations } from './difference.ts';
import { isFields } from './fields.ts';
import { retrieval } from './operation.ts';
import type { ExchangeRecording } from './recordings.ts';
import type { Replay } from './replay-upstream.ts';
import { type Replayed, replayed } from './replayed.ts';
import { imageRequestFor, lifecycleRequestFor, type ReplayedRequest, textRequestFor } from './request-for.ts';
import { type Door, type Stage, sendThrough } from './send-through.ts';

interface Course {
  readonly door: Door;
  readonly request: ReplayedRequest;
}

type Check = (recording: ExchangeRecording, reply: JsonReply, expect: Expectations, door: Door) => void | Promise<void>;

const checks: Partial<Record<EndpointName, Check>> = {
  'create-text': checkAnswer,
  'create-image': (recording, reply, expect, { readStored }) => checkImageAnswer(recording, reply, readStored, expect),
  'retrieve-response': checkAnswer,
  'cancel-response': checkAnswer,
  'delete-response': checkDeletion,
  'list-input-items': checkPassedOn,
  'count-input-tokens': checkPassedOn,
  'compact-response': checkPassedOn,
};

/** Replays an exchange through every function that it fits. */
export async function replayExchange(recording: ExchangeRecording, stage: Stage): Promise<Replayed[]> {
  const found: Replayed[] = [];
  for (const course of coursesOf(recording, stage)) {
    const { door, request } = course;
    const replay = replayed(`${request.endpoint}, ${door.name}`, async (expect) => {
      const answer = await sendThrough(door, request, { upstream: stage.upstream, play: playOf(recording) }, expect);
      const reply = { ...answer, body: JSON.parse(answer.bytes.toString()) };
      checkHead(recording, course, reply, expect);
      const check = recording.kind === 'error' ? checkError : checks[request.endpoint];
      if (!check) throw new Error(`There is no check of ${request.endpoint}`);
      await check(recording, reply, expect, door);
    });
    found.push(await replay);
  }
  return found;
}

function playOf({ status, headers, body }: ExchangeRecording): Replay {
  const contentType = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { ...headers, ...contentType }, chunks: [Buffer.from(text)] };
}

function coursesOf(recording: ExchangeRecording, { doors }: Stage): Course[] {
  const { request: recorded, operation } = recording;
  const [first] = doors;
  const through = (request: ReplayedRequest) => doors.map((door) => ({ door, request }));
  if (recording.kind === 'error') {
    return (['create-text', 'stream-text'] as const).map((endpoint) => ({
      door: first,
      request: textRequestFor(recorded, endpoint),
    }));
  }
  if (operation.endpoint !== 'create-text') return through(lifecycleRequestFor(recorded, operation));
  const created = textRequestFor(recorded, 'create-text');
  return [
    // Only background responses touch the bucket.
    ...(created.body?.background === true ? through(created) : [{ door: first, request: created }]),
    ...(hasImages(recording) ? through(imageRequestFor(recorded, 'create-image')) : []),
    ...retrievalsOf(recording).flatMap(through),
  ];
}

/** A response that was created is retrieved as the same object. */
function retrievalsOf({ body }: ExchangeRecording): ReplayedRequest[] {
  const id = isFields(body) ? body.id : undefined;
  return typeof id === 'string' ? [lifecycleRequestFor({}, retrieval(id))] : [];
}
