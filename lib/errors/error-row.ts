/**
 * Which endpoints may answer with an error. `everywhere`: all of them; `caller` and `costs`: those whose row has `auth: 'caller'` or
 * `costs`. Any other value: those whose row has it in `errors` (`lib/endpoints/`), one for each thing that can fail on the way to an
 * answer:
 *
 * - `request`: its path, query, headers and body are checked
 * - `body`: a body is read
 * - `signature`: a signature is verified
 * - `openai`: OpenAI is called
 * - `stream`: the events of a stream are passed on
 * - `background-start`: a background response is begun and recorded
 * - `background-store`: the store of background responses is used
 * - `background-end`: a background response may have ended without a result
 * - `image-store`: the answer depends on what the image store says
 * - `image-list`: the images of one response are looked for
 * - `usage`: the ledger of usage is read
 * - `upload-store`: what callers have uploaded is used
 * - `speech-store`: speech that is kept is looked for
 * - `retirement`: OpenAI has ended the API that it asks
 */
export type ErrorReach =
  | 'everywhere'
  | 'request'
  | 'body'
  | 'signature'
  | 'caller'
  | 'costs'
  | 'openai'
  | 'stream'
  | 'background-start'
  | 'background-store'
  | 'background-end'
  | 'image-store'
  | 'image-list'
  | 'usage'
  | 'upload-store'
  | 'speech-store'
  | 'retirement';

/** What the catalogue knows of one failure. */
export interface ErrorRow {
  /** HTTP status where upstream did not give one. */
  readonly statusCode: number;
  /** Said where upstream said nothing. */
  readonly message: string;
  /** What the caller can do about it, concretely. */
  readonly hint: string;
  /** The same where OpenAI's dialect has other ways of doing it; left out: it has not. */
  readonly openaiHint?: string;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
}

/** And of one that this service finds itself. What OpenAI refuses reaches every endpoint that calls it. */
export interface OwnErrorRow extends ErrorRow {
  readonly reach: ErrorReach;
}
