export {};

declare global {
  /** What TypeScript's library does not know yet: https://github.com/tc39/proposal-json-parse-with-source, in Node since 22. */
  interface JSON {
    /** What `JSON.stringify` writes as this very text. */
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
    /** `source` is the text of a value that is neither an object nor an array. */
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}
