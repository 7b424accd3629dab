import { ServiceError } from '../errors/service-error.ts';
import { hasCompletionWindow } from '../usage/cost.ts';
import { type Following, lostAnswer } from './begun-response.ts';
import type { Call } from './call.ts';
import { type AskedFor, acceptedResponse, type ResponseFollower } from './follow-response.ts';
import { headOf, UnfinishedBody } from './read-body.ts';
import { responsePath } from './response-path.ts';

/** What following a response adds to the answer that tells of it. */
export interface FollowedAnswer {
  /** 202 where the response runs on, which `location` then names (RFC 9110 §15.3.3). */
  readonly statusCode: 200 | 202;
  readonly headers: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** How the answer to a request becomes a followed one. */
export interface AnswerFollower {
  /** Waits for the body and reads it. Where a body that tells of a background response is lost, sees to what it names. */
  readonly read: <T>(body: Promise<readonly Buffer[]>, parse: (pieces: readonly Buffer[]) => T) => Promise<T>;
  /** Throws as `follow` does. */
  readonly accept: (response: object) => Promise<FollowedAnswer>;
}

interface FollowableParams {
  readonly background?: boolean | null | undefined;
  readonly include?: readonly string[] | null | undefined;
  readonly background_options?: unknown;
}

const notFollowed: FollowedAnswer = { statusCode: 200, headers: {}, warnings: [] };

const notFollowing: AnswerFollower = {
  read: async (body, parse) => parse(await body),
  accept: async () => notFollowed,
};

/** Follows the response of a request that is answered whole, if it runs in the background. */
export function followAnswer(
  { background, include, background_options: options }: FollowableParams,
  call: Call,
  follower: ResponseFollower,
  asked: AskedFor = {},
): AnswerFollower {
  if (background !== true) return notFollowing;
  follower.prepare(call);
  const following: Following = { follower, asked: { include: include ?? [], ...windowOf(options), ...asked } };
  return {
    read: async (body, parse) => {
      let head: Buffer = Buffer.alloc(0);
      try {
        const pieces = await body;
        head = headOf(pieces);
        return parse(pieces);
      } catch (error) {
        const cause = error instanceof ServiceError ? error.cause : undefined;
        throw await lostAnswer(error, cause instanceof UnfinishedBody ? cause.head() : head, call, following);
      }
    },
    accept: async (response) => {
      const accepted = acceptedResponse(response, call.date());
      // Its `error` says that there is none.
      if (!accepted && 'error' in response && response.error) return notFollowed;
      if (!accepted) throw await lostAnswer(withoutId(), Buffer.alloc(0), call, following);
      const warnings = await follower.follow(accepted, call, following.asked);
      const location = responsePath('retrieve-response', accepted.id, call.basePath);
      return { statusCode: 202, headers: { location }, warnings };
    },
  };
}

function windowOf(options: unknown): { readonly completionWindow?: string } {
  const { completion_window: window } = (options ?? {}) as { readonly completion_window?: unknown };
  return typeof window === 'string' && hasCompletionWindow(options) ? { completionWindow: window } : {};
}

function withoutId(): ServiceError {
  return new ServiceError('upstream_invalid_response', { cause: new Error('The answer names no response') });
}
