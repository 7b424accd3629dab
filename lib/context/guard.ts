import type { Answer } from './answer.ts';

/** What the record of a background response keeps, so that its end is counted for whoever began it. */
export interface JobOwner {
  readonly principal: string;
  readonly team?: string;
  /** What was reserved of the principal's budget, as `lib/budget/` writes it; absent where it has none. */
  readonly reservation?: string;
}

/** The parts of a request, as its endpoint's schemas check them. */
export interface RequestValues {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The body's JSON as it came, decompressed, where it goes on so. */
  readonly text?: string | undefined;
}

/** Which of OpenAI's bodies a request is; a response's where left out. */
export type AdmittedBody =
  | 'responses'
  | 'compact'
  | 'chat'
  | 'embeddings'
  | 'images'
  | 'speech'
  | 'transcription'
  | 'videos'
  | 'video-changes';

/**
 * Stands between callers, services and OpenAI on behalf of the deployment: owners, limits, budgets, repeated requests. Where access is
 * off, it lets everything pass.
 */
export interface RequestGuard {
  /**
   * Around the service. Gives it the request, which may differ in ids that are not the caller's to know, or answers in its place what
   * the first request of the same idempotency key was answered. Throws a `ServiceError`: `object_not_found`, `idempotency_…`, or what
   * the service throws.
   */
  readonly serve: (values: RequestValues, next: (values: RequestValues) => Promise<Answer>) => Promise<Answer>;
  /**
   * Before OpenAI is asked for anything that costs. Returns the request as it may go out: ceilings are put in. Throws a
   * `ServiceError`: `model_not_allowed`, `tool_not_allowed`, `limit_exceeded`, `too_many_requests`, `budget_exceeded`, ….
   */
  readonly admit: <Params extends object>(params: Params, kind?: AdmittedBody) => Promise<Params>;
  /**
   * Writes down whose an answer is: a response, a conversation, a file as OpenAI sent it, with all that it names. Before it resolves,
   * nobody may hear of it. Never rejects: what is paid for goes out, with the warnings that come back.
   */
  readonly made: (answer: unknown) => Promise<readonly string[]>;
  /** What a stream has shown of what it made, beside what it began with: written down by `finish`. */
  readonly shown: (answer: unknown) => void;
  /** Which of some objects the caller may see. Throws `access_unavailable`. */
  readonly visible: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Whether `made` does anything: where not, nobody need wait for ids. */
  readonly keepsOwners: boolean;
  /** For the record of a background response; undefined where access is off. */
  readonly jobOwner: () => JobOwner | undefined;
  /** After the answer is out: counts what the request has cost. Never rejects. */
  readonly finish: () => Promise<void>;
}

/** Lets everything pass. */
export const noGuard: RequestGuard = {
  serve: (values, next) => next(values),
  admit: async (params) => params,
  made: async () => [],
  shown: () => undefined,
  visible: async (ids) => new Set(ids),
  keepsOwners: false,
  jobOwner: () => undefined,
  finish: async () => undefined,
};
