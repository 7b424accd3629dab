/** What was recorded of one request and its answer. */
export interface MediaExchange {
  readonly file: string;
  readonly pathname: string;
  /** The same operation's path in the service's own dialect. */
  readonly ownPath: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly status: number;
  readonly answerType: string;
  readonly answer: Buffer;
}
