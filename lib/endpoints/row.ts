import type { ErrorReach } from '../errors/error-row.ts';

/** One Lambda function, whatever invokes it. */
export interface LambdaFunction {
  /** Function name, file name and bundle name; unique. */
  readonly name: string;
  /** Its API in lower case with hyphens (`vector-stores`): the folder below `functions/`, and the field `api` of its log records. */
  readonly api: string;
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
  /** `uploads/*` in the bucket. `create`: signs URLs that put; `take`: reads what was put, and removes it. */
  readonly uploads?: 'create' | 'take';
  /** `speech/*` in the bucket. `write`: puts, and signs URLs; `read`: signs URLs of what is there. */
  readonly speech?: 'read' | 'write';
  /** `videos/*` in the bucket. `write`: puts what was made; `read`: signs URLs of it; `delete`: removes it. */
  readonly videos?: 'read' | 'write' | 'delete';
  /** Adds up what was used, from the table of access. */
  readonly usage?: 'read';
  /** Verifies OpenAI's webhooks, and so holds their secret. */
  readonly webhookSecret?: true;
}

/** The end of an API at OpenAI, in days (UTC): told in the headers of every answer. */
export interface Sunset {
  /** Since when it is deprecated. */
  readonly deprecated: `${number}-${number}-${number}`;
  /** When OpenAI has ended it. */
  readonly ends: `${number}-${number}-${number}`;
}

/** Path template: literal segments and `{parameters}`. */
export type PathTemplate = `/${string}`;

/** Whose paths, bodies and errors a request speaks: this service's own, or OpenAI's. */
export type Dialect = 'service' | 'openai';

/** One path for each dialect that an operation speaks, at least one. The same function serves all of them. */
export type Paths = (
  | { readonly service: PathTemplate; readonly openai?: PathTemplate }
  | { readonly service?: never; readonly openai: PathTemplate }
) & {
  /** Other spellings of these paths, in the dialect of the path that they begin as: `/v1/…` is OpenAI's. */
  readonly aliases?: readonly PathTemplate[];
};

/** One operation, and the one Lambda function that serves it. */
export interface Endpoint extends LambdaFunction {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly paths: Paths;
  /** How the body of a request is read; `raw`: as text, before anything has parsed it. */
  readonly takes: 'json' | 'multipart' | 'raw' | 'nothing';
  /** What a success looks like on the wire; `by-body`: the body of the request says whether it is JSON or events. */
  readonly responds: 'json' | 'sse' | 'by-body' | 'bytes' | 'html';
  /** What the responses that it begins are made for, or that it begins videos; left out where it begins nothing. */
  readonly creates?: 'text' | 'images' | 'videos';
  /** What it asks of OpenAI costs: limits and budgets count it, and an `Idempotency-Key` keeps it from being paid twice. */
  readonly costs?: true;
  /**
   * Who may ask. `caller`: whoever the deployment lets in. `public`: anybody, as nothing in the answer is secret.
   * `openai-signature`: OpenAI alone, which signs what it sends.
   */
  readonly auth: 'caller' | 'public' | 'openai-signature';
  /** The page that it answers with, and the path template of that page's own files, which the same function serves. */
  readonly page?: { readonly folder: 'playground' | 'api-docs'; readonly files: `/${string}/{file}` };
  /** A deployment has it only where its context says so (`infra/config/deployment.ts`, the key of that name). */
  readonly optional?: 'docs' | 'playground';
  /** OpenAI has ended the API, or will: `Deprecation` and `Sunset` of its answers say so. */
  readonly sunset?: Sunset;
  /** The kinds of errors that it may answer with, beside those that every endpoint has. */
  readonly errors: readonly Exclude<ErrorReach, 'everywhere' | 'caller' | 'costs'>[];
}

/** One Lambda function that a schedule invokes. */
export interface ScheduledFunction extends LambdaFunction {
  readonly everySeconds: number;
}
