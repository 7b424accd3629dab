/** An HTTP error in OpenAI's shape, thrown by routes and written by the server. */
export class Failure extends Error {
  readonly status: number;
  readonly body: { error: { message: string; type: string; param: string | null; code: string | null } };
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    {
      type = 'invalid_request_error',
      param = null,
      code = null,
      headers = {},
    }: { type?: string; param?: string | null; code?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.body = { error: { message, type, param, code } };
    this.headers = headers;
  }
}

export const missingKey = (): Failure =>
  new Failure(
    401,
    "You didn't provide an API key. Send it in an Authorization header: Authorization: Bearer YOUR_KEY.",
    {
      code: 'invalid_api_key',
    },
  );

export const incorrectKey = (key: string): Failure =>
  new Failure(401, `Incorrect API key provided: ${key.slice(0, 4)}****${key.slice(-4)}.`, { code: 'invalid_api_key' });

export const unknownUrl = (method: string, path: string): Failure =>
  new Failure(404, `Invalid URL (${method} ${path})`);

export const responseNotFound = (id: string): Failure => new Failure(404, `Response with id '${id}' not found.`);

/** How Chat Completions, Embeddings and Moderations refuse a model; Responses says it with a 400 of its own. */
export const modelNotFound = (model: string): Failure =>
  new Failure(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
    code: 'model_not_found',
  });

export const invalid = (message: string, param: string | null, code: string | null): Failure =>
  new Failure(400, message, { param, code });

const notStreamable = (message: string): Failure => invalid(message, 'stream', 'invalid_request_error');

export const notCreatedInBackground = (): Failure =>
  notStreamable('This response cannot be streamed because it was not created with background=true.');

export const notCreatedAsStream = (): Failure =>
  notStreamable('This response cannot be streamed because it was not created with stream=true.');

export const tooOldToStream = (): Failure =>
  notStreamable('This response can no longer be streamed because it is more than 5 minutes old.');

export const cannotCancel = (): Failure => invalid('Cannot cancel a synchronous response.', null, null);

/** OpenAI rejects these, its guide says; the words are the stand-in's own. */
export const backgroundNeedsStore = (): Failure =>
  invalid("Background mode requires 'store' to be true.", 'store', 'invalid_value');

/** A 429 that passes; `retryAfter` in ms. */
export const rateLimited = (model: string, retryAfter: number): Failure =>
  new Failure(
    429,
    `Rate limit reached for ${model} in organization org-stand-in on requests per min (RPM): ` +
      `Limit 500, Used 500, Requested 1. Please try again in ${retryAfter}ms.`,
    {
      type: 'requests',
      code: 'rate_limit_exceeded',
      headers: {
        'retry-after': String(Math.ceil(retryAfter / 1000)),
        'retry-after-ms': String(retryAfter),
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': `${retryAfter}ms`,
      },
    },
  );

/** A 429 that does not pass: the account has no money left. */
export const quotaExceeded = (): Failure =>
  new Failure(429, 'You exceeded your current quota, please check your plan and billing details.', {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  });

/** A prompt or picture that OpenAI's moderation stops. */
export const moderationBlocked = (): Failure =>
  new Failure(400, 'Your request was rejected by the safety system.', {
    type: 'image_generation_user_error',
    code: 'moderation_blocked',
  });

export const serverFailed = (
  message = 'The server had an error while processing your request. Sorry about that!',
): Failure => new Failure(500, message, { type: 'server_error', code: 'server_error' });
