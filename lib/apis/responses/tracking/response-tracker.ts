import type { RequestContext } from '../../../context/request-context.ts';
import { fieldsOf } from '../../../json/fields.ts';

/** A background response that has been accepted, as far as following it takes. */
export interface AcceptedResponse {
  readonly id: string;
  readonly model: string | null;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** What of the request matters once the response has ended. */
export interface RequestedOutput {
  readonly include?: readonly string[] | undefined;
  /** How an image request wanted its images. */
  readonly delivery?: string;
  /** `background_options.completion_window`, where it is hours. */
  readonly completionWindow?: string;
}

/** Sees to it that a background response is not forgotten: `lib/background` does, and services are given it. */
export interface ResponseTracker {
  /** Gets ready while OpenAI is being asked. Never throws. */
  readonly prepare: (context: RequestContext) => void;
  /**
   * Records a response before its request is answered, and returns warnings for the answer's headers. Throws a
   * `ServiceError` `background_not_recorded` once it has cancelled a response that it could not record.
   */
  readonly track: (
    response: AcceptedResponse,
    context: RequestContext,
    requested: RequestedOutput,
  ) => Promise<readonly string[]>;
}

/** The response that a body or an event names; undefined where it has no id. */
export function acceptedResponse(response: unknown, now: Date): AcceptedResponse | undefined {
  const { id, model, created_at: createdAt } = fieldsOf(response);
  if (typeof id !== 'string') return undefined;
  return {
    id,
    model: typeof model === 'string' ? model : null,
    createdAt: isDate(createdAt) ? createdAt : Math.floor(now.getTime() / 1000),
  };
}

/** Seconds that a `Date` can hold (ECMA-262, 100 million days): another would not be written down. */
function isDate(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && Math.abs(seconds) <= 8.64e12;
}
