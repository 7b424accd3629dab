import type { RequestContext } from '../../../context/request-context.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import { fieldsOf } from '../../../json/fields.ts';
import { headOf, UnfinishedBody } from '../../../upstream/read-body.ts';
import { hasCompletionWindow } from '../../../usage/cost.ts';
import { responsePath } from '../streaming/response-path.ts';
import { lostAnswer, type Tracking } from './begun-response.ts';
import { acceptedResponse, type RequestedOutput, type ResponseTracker } from './response-tracker.ts';

/** What following a response adds to the answer that tells of it. */
export interface TrackedAnswer {
  /** 202 where the response runs on, which `location` then names (RFC 9110 §15.3.3). */
  readonly statusCode: 200 | 202;
  readonly headers: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** How the answer to a request becomes a followed one. */
export interface AnswerTracker {
  /** Waits for the body and reads it. Where a body that tells of a background response is lost, sees to what it names. */
  readonly read: <T>(body: Promise<readonly Buffer[]>, parse: (pieces: readonly Buffer[]) => T) => Promise<T>;
  /** Throws as `track` does. */
  readonly accept: (response: object) => Promise<TrackedAnswer>;
}

interface TrackableParams {
  readonly background?: boolean | null | undefined;
  readonly include?: readonly string[] | null | undefined;
  readonly background_options?: unknown;
}

const untracked: TrackedAnswer = { statusCode: 200, headers: {}, warnings: [] };

const untracking: AnswerTracker = {
  read: async (body, parse) => parse(await body),
  accept: async () => untracked,
};

/** Follows the response of a request that is answered whole, if it runs in the background. */
export function trackAnswer(
  { background, include, background_options: options }: TrackableParams,
  context: RequestContext,
  tracker: ResponseTracker,
  requested: RequestedOutput = {},
): AnswerTracker {
  if (background !== true) return untracking;
  tracker.prepare(context);
  const tracking: Tracking = { tracker, requested: { include: include ?? [], ...windowOf(options), ...requested } };
  return {
    read: async (body, parse) => {
      let head: Buffer = Buffer.alloc(0);
      try {
        const pieces = await body;
        head = headOf(pieces);
        return parse(pieces);
      } catch (error) {
        const cause = error instanceof ServiceError ? error.cause : undefined;
        throw await lostAnswer(error, cause instanceof UnfinishedBody ? cause.head() : head, context, tracking);
      }
    },
    accept: async (response) => {
      const accepted = acceptedResponse(response, context.date());
      // Its `error` says that there is none.
      if (!accepted && 'error' in response && response.error) return untracked;
      if (!accepted) throw await lostAnswer(withoutId(), Buffer.alloc(0), context, tracking);
      const warnings = await tracker.track(accepted, context, tracking.requested);
      const location = responsePath('retrieve-response', accepted.id, context.basePath);
      return { statusCode: 202, headers: { location }, warnings };
    },
  };
}

function windowOf(options: unknown): { readonly completionWindow?: string } {
  const { completion_window: window } = fieldsOf(options);
  return typeof window === 'string' && hasCompletionWindow(options) ? { completionWindow: window } : {};
}

function withoutId(): ServiceError {
  return new ServiceError('upstream_invalid_response', { cause: new Error('The answer names no response') });
}
