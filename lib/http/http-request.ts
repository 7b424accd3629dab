/** A request as every function sees it, whether it came by function URL (v2) or API Gateway REST (v1). */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query, as the caller sent it. */
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The path template's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The body's bytes as text; absent where there was none. */
  readonly body?: string;
  /** The gateway's own id of this request. */
  readonly requestId: string;
}
