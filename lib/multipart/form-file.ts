/** What is told of a file beside its content. */
export interface FileFacts {
  readonly filename: string | null;
  /** What its bytes say it is; where they do not, what its sender says. */
  readonly contentType: string;
  /** Whether its bytes say it: else nobody here knows what it is. */
  readonly isTypeKnown: boolean;
  readonly bytes: number;
  /** SHA-256 in hexadecimal, so that two forms can be told apart. */
  readonly sha256: string;
}

/**
 * A file of a form. Logs and hashes see its facts alone: its content is no property. A class, so that no JSON of a caller's can pass for
 * one.
 */
export class FormFile implements FileFacts {
  readonly filename: string | null;
  readonly contentType: string;
  readonly isTypeKnown: boolean;
  readonly bytes: number;
  readonly sha256: string;
  readonly #content: readonly Uint8Array[];

  /** @param content in pieces, which are parts of the request's own body: nothing is held twice */
  constructor({ filename, contentType, isTypeKnown, bytes, sha256 }: FileFacts, content: readonly Uint8Array[]) {
    this.filename = filename;
    this.contentType = contentType;
    this.isTypeKnown = isTypeKnown;
    this.bytes = bytes;
    this.sha256 = sha256;
    this.#content = content;
  }

  /** Its bytes, in the order of the file. */
  content(): readonly Uint8Array[] {
    return this.#content;
  }
}
