import type { ApiRequest, Send } from './api-client.ts';
import { type Failure, failureOfThrown } from './api-failure.ts';
import { browserTurns } from './browser-turns.ts';
import { type EventLog, logEntry, logFrame, newEventLog } from './event-log.ts';
import type { Frame } from './frame.ts';
import { frameQueue } from './frame-queue.ts';
import { type ConnectionNote, type StreamRun, startStream } from './stream-client.ts';
import { applyFrame, newTranscript, type Transcript } from './transcript.ts';

/** What a streamed response has come to, for a tab to draw. */
export interface RunState {
  readonly transcript: Transcript;
  readonly log: EventLog;
  readonly elapsedMs: number;
  readonly running: boolean;
  readonly failure: Failure | undefined;
}

export interface RunOptions {
  readonly send: Send;
  readonly request: ApiRequest;
  readonly resumable: boolean;
  /** Told of each frame, before it is drawn. */
  readonly onFrame?: (frame: Frame) => void;
  readonly onNote?: (note: ConnectionNote) => void;
  /** Asked at most once for each animation frame. */
  readonly draw: (state: RunState) => void;
}

/** A response that is streamed and drawn. */
export interface ResponseRun {
  readonly stream: StreamRun;
  /** Resolves once the end has been drawn. Never rejects. */
  readonly ended: Promise<void>;
}

export function runResponse({ onFrame, onNote, draw, ...request }: RunOptions): ResponseRun {
  const startedAt = performance.now();
  const transcript = newTranscript();
  const log = newEventLog();
  let running = true;
  let failure: Failure | undefined;
  const elapsed = () => performance.now() - startedAt;

  type Work = { readonly frame: Frame; readonly at: number } | { readonly note: ConnectionNote; readonly at: number };
  const queue = frameQueue<Work>(
    (work) => {
      if ('note' in work) return logEntry(log, { ...work.note, id: undefined, at: work.at });
      logFrame(log, work.frame, work.at);
      applyFrame(transcript, work.frame);
      onFrame?.(work.frame);
    },
    () => draw({ transcript, log, elapsedMs: elapsed(), running, failure: failure ?? transcript.failure }),
    browserTurns,
  );
  const stream = startStream({
    ...request,
    onFrames: (frames) => {
      const at = elapsed();
      queue.push(frames.map((frame) => ({ frame, at })));
    },
    onNote(note) {
      queue.push([{ note, at: elapsed() }]);
      onNote?.(note);
    },
  });
  const ended = stream.ended
    .catch((thrown: unknown) => {
      failure = failureOfThrown(thrown);
    })
    .then(() => queue.drained())
    .then(() => {
      running = false;
      queue.touch();
      return queue.drained();
    });
  return { stream, ended };
}
