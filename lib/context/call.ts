import type { Environment } from '../config/environment.ts';

/** What one request to one of the functions has at hand. Times in milliseconds. */
export interface Call {
  /** The path that the caller asked for. */
  readonly path: string;
  /** What the caller has to put before the path of another endpoint: `/prod`, API Gateway's stage. Empty, or left out: nothing. */
  readonly basePath?: string;
  readonly environment: Environment;
  /** Whether it came through API Gateway, not by a function URL. */
  readonly cameByApi?: boolean;
  /** The `origin` header of a page that asks. */
  readonly origin?: string | undefined;
  /** A steady clock. */
  readonly now: () => number;
  /** The calendar, for prices and shutdowns. */
  readonly date: () => Date;
  /** When the request began, on the steady clock. */
  readonly startedAt: number;
  /** Until Lambda ends the invocation. */
  readonly remainingMs: () => number;
  /** Filled while the request is served; logged when it has ended. */
  readonly notes: CallNotes;
}

/** What the record of a request is made from. */
export interface CallNotes {
  /** What was sent to OpenAI. */
  request?: unknown;
  /** What was answered, or the end of what was streamed. */
  response?: unknown;
  status?: number;
  /** As it was asked for, or defaulted to. */
  model?: string;
  /** As the response names it. */
  responseModel?: string;
  usage?: unknown;
  costEstimate?: number | null;
  /**
   * What the response used is not this request's to count: it was counted by the one that made it, or is once it is settled.
   */
  countedElsewhere?: true;
  serviceTier?: string;
  conversation?: unknown;
  safetyIdentifier?: string;
  openaiRequestId?: string;
  rateLimitHeaders?: Readonly<Record<string, string>>;
  retries: number;
  firstEventAt?: number;
  terminalEvent?: string;
  events?: ReadonlyMap<string, number>;
  unknownEvents?: ReadonlyMap<string, number>;
  errorCode?: string;
  /** The body with which OpenAI refused, or whatever was sent in its place. */
  upstreamError?: unknown;
  /** The failure behind the answer, for the log alone. */
  cause?: unknown;
}
