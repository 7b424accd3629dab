import { hasCompletionWindow } from '../usage/cost.ts';
import type { Call } from './call.ts';
import { type AskedFor, acceptedResponse, type ResponseFollower } from './follow-response.ts';
import { responsePath } from './response-path.ts';

/** What following a response adds to the answer that tells of it. */
export interface FollowedAnswer {
  /** 202 where the response runs on, which `location` then names (RFC 9110 §15.3.3). */
  readonly statusCode: 200 | 202;
  readonly headers: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

interface FollowableParams {
  readonly background?: boolean | null | undefined;
  readonly include?: readonly string[] | null | undefined;
  readonly background_options?: unknown;
}

const notFollowed: FollowedAnswer = { statusCode: 200, headers: {}, warnings: [] };

/** Follows the response of a request that is answered whole, if it runs in the background. `accept` throws as `follow` does. */
export function followAnswer(
  { background, include, background_options: options }: FollowableParams,
  call: Call,
  follower: ResponseFollower,
  asked: AskedFor = {},
): { readonly accept: (response: object) => Promise<FollowedAnswer> } {
  if (background !== true) return { accept: async () => notFollowed };
  follower.prepare(call);
  return {
    accept: async (response) => {
      const accepted = acceptedResponse(response, call.date());
      if (!accepted) return notFollowed;
      const warnings = await follower.follow(accepted, call, {
        include: include ?? [],
        ...windowOf(options),
        ...asked,
      });
      const location = responsePath('retrieve-response', accepted.id, call.basePath);
      return { statusCode: 202, headers: { location }, warnings };
    },
  };
}

function windowOf(options: unknown): { readonly completionWindow?: string } {
  const { completion_window: window } = (options ?? {}) as { readonly completion_window?: unknown };
  return typeof window === 'string' && hasCompletionWindow(options) ? { completionWindow: window } : {};
}
