/** Something that OpenAI keeps, and that belongs to whoever made it. */
export interface MadeObject {
  /** OpenAI's id of it: `resp_…`, `conv_…`, `cntr_…`, `file-…`, `vs_…`, `video_…`, an output item's. */
  readonly id: string;
  /** How long OpenAI keeps it, in seconds; left out where it is kept until it is deleted. */
  readonly keptSeconds?: number;
}

/** What the record of a background response keeps, so that its end is counted for whoever began it. */
export interface JobOwner {
  readonly principal: string;
  readonly team?: string;
  /** What was reserved of the principal's budget; absent where it has none. */
  readonly reservation?: string;
}

/** What a request to OpenAI is, as far as limits and budgets go. */
export interface Generation {
  readonly model: string;
}

/**
 * Stands between a service and OpenAI on behalf of the deployment: limits, budgets and owners. A service tells it what it is about
 * to ask for and what came of it; where access is off, it lets everything pass.
 */
export interface RequestGuard {
  /**
   * Before OpenAI is asked for anything that costs. Returns the request as it may go out: ceilings are put in. Throws a
   * `ServiceError`: `model_not_allowed`, `tool_not_allowed`, `limit_exceeded`, `too_many_requests`, `budget_exceeded`, ….
   */
  readonly admit: <Params extends object>(params: Params, generation: Generation) => Promise<Params>;
  /**
   * Writes down whose these are; resolves once that is done, and before then nobody may hear of them. Throws a `ServiceError`
   * `access_unavailable`.
   */
  readonly made: (objects: readonly MadeObject[]) => Promise<void>;
  /** Whether anybody's objects are written down: where not, nobody need wait for their ids. */
  readonly keepsOwners: boolean;
  /** For the record of a background response; undefined where access is off. */
  readonly jobOwner: () => JobOwner | undefined;
}

/** Lets everything pass. */
export const noGuard: RequestGuard = {
  admit: async (params) => params,
  made: async () => undefined,
  keepsOwners: false,
  jobOwner: () => undefined,
};
