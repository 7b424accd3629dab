/** What the catalogue knows of one failure. */
export interface ErrorRow {
  /** HTTP status where upstream did not give one. */
  readonly statusCode: number;
  /** Said where upstream said nothing. */
  readonly message: string;
  /** What the caller can do about it, concretely. */
  readonly hint: string;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
}
