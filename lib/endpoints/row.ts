/** One Lambda function, whatever invokes it. */
export interface LambdaFunction {
  /** Function name, file name and bundle name; unique. */
  readonly name: string;
  /** Folder below `functions/`. */
  readonly family: 'responses' | 'background' | 'webhooks' | 'docs' | 'service';
  /** Lambda's own deadline, in seconds (its maximum is 900: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
  readonly timeoutSeconds: number;
  /** In MiB; Lambda gives CPU in proportion. */
  readonly memoryMiB: number;
  /**
   * Most invocations at the same time, taken from what the account has for all of its functions; left out, as many as there
   * are. A new account may have ten in all, and then takes no reservation.
   */
  readonly reservedConcurrency?: number;
  readonly access: Access;
  /** One line for the README, OpenAPI and the start message. */
  readonly summary: string;
}

/** What a function may touch: decides its environment and its IAM role. */
export interface Access {
  /** Calls OpenAI, and so holds its key. */
  readonly openai: boolean;
  /** `images/*` in the bucket. */
  readonly images?: 'read' | 'write' | 'delete';
  /**
   * `background/*` in the bucket. `start`: writes pending records. `read`: reads results. `resume`: reads records as well.
   * `settle`: turns records into results. `delete`: removes both.
   */
  readonly background?: 'start' | 'read' | 'resume' | 'settle' | 'delete';
  /** Verifies OpenAI's webhooks, and so holds their secret. */
  readonly webhookSecret?: true;
}

/** One Lambda function behind one method and path. */
export interface Endpoint extends LambdaFunction {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path template: literal segments and `{parameters}`. */
  readonly path: `/${string}`;
  /** What of a request's body is read; `raw`: as text, before anything has parsed it. */
  readonly takes: 'json' | 'raw' | 'nothing';
  /** What a success looks like on the wire. */
  readonly answer: 'json' | 'sse' | 'html';
  /** The page that it answers with, and the path template of that page's own files, which the same function serves. */
  readonly page?: { readonly folder: 'playground' | 'api-docs'; readonly files: `/${string}/{file}` };
  /** Anybody may ask, whatever a deployment wants of callers: there is nothing in the answer that is not public. */
  readonly isPublic?: true;
  /** A deployment has it only where its context says so (`infra/config/deployment.ts`, the key of that name). */
  readonly optional?: 'docs' | 'playground';
}

/** One Lambda function that a schedule invokes. */
export interface ScheduledFunction extends LambdaFunction {
  readonly everySeconds: number;
}
