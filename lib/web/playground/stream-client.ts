import type { ApiRequest, Send } from './api-client.ts';
import { ApiFailure } from './api-failure.ts';
import { type Frame, textOf } from './frame.ts';
import { readFrames } from './read-frames.ts';

/** Something that happened to the connection, for the timeline. */
export interface ConnectionNote {
  readonly kind: 'connected' | 'cut' | 'resumed' | 'stopped';
  readonly text: string;
}

export interface StreamOptions {
  readonly send: Send;
  readonly request: ApiRequest;
  /** Whether the response runs on without a caller, so that its stream can be gone on with. */
  readonly resumable: boolean;
  readonly onFrames: (frames: readonly Frame[]) => void;
  readonly onNote: (note: ConnectionNote) => void;
  /** Resolves after so many milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** A stream under way. */
export interface StreamRun {
  /** Resolves at the stream's end or once it was stopped; rejects with what it failed for. */
  readonly ended: Promise<void>;
  /** Breaks the connection, as a network would; a resumable stream goes on by itself. */
  cut(): void;
  /** Ends the stream, and cancels the response where it would run on. */
  stop(): Promise<void>;
}

const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error']);

/** Pauses before the tries to go on after a cut, in milliseconds; a try that brings a frame starts them anew. */
const PAUSES = [800, 1600, 3200, 6400, 12_800];

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Streams a response, and goes on with `Last-Event-ID` where the connection was cut. */
export function startStream(options: StreamOptions): StreamRun {
  const { send, onNote, sleep = wait } = options;
  let responseId: string | undefined;
  let lastEventId: string | undefined;
  let connection = new AbortController();
  let stopped = false;
  let terminal = false;
  let tries = 0;

  function take(frames: readonly Frame[]): void {
    tries = 0;
    for (const { id, event, data } of frames) {
      if (id) lastEventId = id;
      responseId ??= textOf(data, 'response_id');
      // An `error` that says where to go on tells of a cut, not of an end.
      if (TERMINAL.has(event)) terminal = !(event === 'error' && options.resumable && data.resume);
    }
    options.onFrames(frames);
  }

  async function connect(request: ApiRequest): Promise<void> {
    connection = new AbortController();
    const response = await send(request, connection.signal);
    onNote(
      request === options.request
        ? { kind: 'connected', text: `${request.method} ${request.path}` }
        : { kind: 'resumed', text: `Resumed with Last-Event-ID: ${lastEventId ?? 'none'}` },
    );
    if (response.body) for await (const frames of readFrames(response.body)) take(frames);
  }

  async function run(): Promise<void> {
    let request = options.request;
    while (!stopped && !terminal) {
      const failed = await connect(request).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (stopped || terminal) return;
      if (isFinal(failed)) throw failed;
      const pause = PAUSES[tries];
      tries += 1;
      if (responseId === undefined || !options.resumable || pause === undefined) throw lost(failed, responseId);
      onNote({ kind: 'cut', text: `Cut after event ${lastEventId ?? 'none'}` });
      await sleep(pause);
      request = resumeRequest(responseId, lastEventId);
    }
  }

  return {
    ended: run(),
    cut: () => connection.abort(),
    async stop() {
      if (stopped || terminal) return;
      stopped = true;
      connection.abort();
      onNote({ kind: 'stopped', text: 'Stopped' });
      if (options.resumable && responseId !== undefined) await send(cancelRequest(responseId));
    },
  };
}

function resumeRequest(id: string, lastEventId: string | undefined): ApiRequest {
  const path = `api/responses/${encodeURIComponent(id)}/stream`;
  return { method: 'GET', path, ...(lastEventId !== undefined && { headers: { 'last-event-id': lastEventId } }) };
}

/** Cancels a background response. */
export function cancelRequest(id: string): ApiRequest {
  return { method: 'POST', path: `api/responses/${encodeURIComponent(id)}/cancel` };
}

/** An answer that another try would get again. */
function isFinal(failed: unknown): boolean {
  if (!(failed instanceof ApiFailure)) return false;
  const { statusCode = 500 } = failed.failure;
  return statusCode < 500 && statusCode !== 429;
}

function lost(failed: unknown, responseId: string | undefined): unknown {
  if (failed instanceof ApiFailure) return failed;
  const hint =
    responseId === undefined
      ? 'Check that the API strings and can be reached, and send the request again.'
      : 'Send the request again; with “Resumable” on, a stream that was cut goes on by itself.';
  const message = responseId === undefined ? 'The API cannot be reached.' : 'The connection was lost.';
  return new ApiFailure({ message, hint, problems: [] });
}
