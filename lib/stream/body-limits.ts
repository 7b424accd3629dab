const MIB = 1024 * 1024;

/**
 * The most bytes that are taken of one body, or one event, of OpenAI's, decoded. Each leaves its function room: what is parsed
 * costs up to five times its size beside it (the text, its values, and the answer made of them), what is passed on in pieces
 * about twice.
 */
export const bodyLimits = {
  /** Why a request failed. What is said of it is a few hundred characters. */
  error: 32 * MIB,
  /** What the values of an error body take once they are parsed. */
  errorStructure: 32 * MIB,
  /** A number. */
  count: MIB,
  /** A response, or a page of items, that is parsed whole: in a function of 512 MB. */
  json: 32 * MIB,
  /** A response whose images stay out of what is parsed. Lambda answers with 200 MB at most, which has each image twice. */
  images: 128 * MIB,
  /** Sound that is answered in JSON: ten minutes of wav have 29 MB. Held once, and written as base64 in pieces. */
  sound: 64 * MIB,
  /** Vectors: 2,048 inputs of 3,072 numbers each, the most that OpenAI takes. Of one above 1 MB, only its end is read. */
  embeddings: 128 * MIB,
  /** What the values of a body take once they are parsed, by `json-weight.ts`: a third of the function's heap. */
  structure: 128 * MIB,
  /** One event of a stream, and what is held of a stream before its first. One that finishes an image has its base64. */
  event: 64 * MIB,
  /** Lines of one event. OpenAI sends two, and each of very many costs more than its bytes. */
  eventLines: 100_000,
  /** The text of an event, less its long strings: that is parsed. */
  eventText: 32 * MIB,
  /** One event that only a summary is made of, so that its images are read past. */
  summarisedEvent: 512 * MIB,
} as const satisfies Record<string, number>;

/** What a body is, by how much of it is taken. */
export type BodyKind = keyof typeof bodyLimits;
