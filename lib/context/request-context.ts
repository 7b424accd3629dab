import type { Environment } from '../config/environment.ts';
import type { Dialect } from '../endpoints/row.ts';
import type { Deadline } from './deadline.ts';
import type { RequestGuard } from './guard.ts';
import type { Principal } from './principal.ts';
import type { Recorder } from './recorder.ts';

/** Which way a request came in. */
export type FrontDoor = 'function-url' | 'api-gateway' | 'schedule';

/** What one request to one of the functions has at hand. Times in milliseconds. */
export interface RequestContext {
  /** The path that the caller asked for. */
  readonly path: string;
  /** What the caller has to put before the path of another endpoint: `/prod`, API Gateway's stage; empty where there is nothing. */
  readonly basePath: string;
  readonly frontDoor: FrontDoor;
  /** Whose bodies and errors the caller speaks. */
  readonly dialect: Dialect;
  /** The `origin` header of a page that asks. */
  readonly origin?: string | undefined;
  readonly environment: Environment;
  readonly principal: Principal;
  /** Limits, budgets and owners; lets everything pass where access is off. */
  readonly guard: RequestGuard;
  /** A steady clock. */
  readonly now: () => number;
  /** The calendar, for prices and shutdowns. */
  readonly date: () => Date;
  /** When the request began, on the steady clock. */
  readonly startedAt: number;
  readonly deadline: Deadline;
  /** Told what the log, the metrics and the answer's headers say of the request. */
  readonly recorder: Recorder;
}
