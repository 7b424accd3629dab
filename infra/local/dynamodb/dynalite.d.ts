/** What is used of dynalite 4, which has no types: its actions over its store, without its HTTP server. */
declare module 'dynalite/db/index.js' {
  type Done<Value = unknown> = (error: unknown, value?: Value) => void;

  interface ItemDb {
    readonly put: (key: string, item: unknown, done: Done) => void;
    readonly del: (key: string, done: Done) => void;
    readonly batch: (
      writes: readonly { readonly type: 'put' | 'del'; readonly key: string; readonly value?: unknown }[],
      done: Done,
    ) => void;
  }

  interface Store {
    readonly db: { readonly open: () => Promise<void> };
    readonly getItemDb: (table: string) => ItemDb;
    readonly lifecycleManager: { readonly gracefulClose: () => Promise<void> };
  }

  /** Without a path it is kept in memory. */
  function create(options: { readonly path?: string; readonly createTableMs: number }): Store;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  /** The fields that DynamoDB knows; throws what it would answer. */
  function checkTypes(input: unknown, types: unknown): unknown;
  function checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void;
}
