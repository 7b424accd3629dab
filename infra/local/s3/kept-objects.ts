import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { buildApp } from 'fauxqs';
import { fieldsOf } from '../../../lib/json/fields.ts';

/** What fauxqs keeps its state in, as `buildApp` takes it. */
export type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
type ObjectStore = FauxqsStores['s3Store'];
type StoredObject = ReturnType<ObjectStore['getObject']>;

/** fauxqs takes a store from outside, and does not export its class: the file is found beside its entry. */
const storeModule = new URL('s3/s3Store.js', import.meta.resolve('fauxqs')).href;
const { S3Store } = (await import(storeModule)) as { readonly S3Store: new () => ObjectStore };

/** Told of every object that was stored, and, without bytes, of every one that was deleted. */
export type ObjectListener = (bucket: string, key: string, bytes?: Buffer) => void;

/** Keys in SQLite's binary collation are in the order of their UTF-8 bytes, which is S3's. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS objects (
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  facts TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (bucket, key)
)`;
/** How long one process waits while another one writes. */
const BUSY_MS = 5000;
/** SQLite's code for it (https://www.sqlite.org/rescode.html#busy), in the low byte. */
const SQLITE_BUSY = 5;

/**
 * fauxqs's object store with its objects in SQLite alone, where several processes (`npm start`, `npm run invoke`) see the
 * same ones at any time. Buckets are made anew by each; what is uploaded in parts is kept once it is whole.
 */
export class KeptObjects extends S3Store {
  readonly #database: DatabaseSync;
  readonly #listener: ObjectListener;
  /** Of uploads that are not whole yet. */
  readonly #bucketOf = new Map<string, string>();

  /**
   * @param directory made where it is not there; without one, objects are kept until this process ends
   * @throws Error where `directory` holds something that is no database
   */
  constructor(directory?: string, listener: ObjectListener = () => {}) {
    super();
    this.#database = openDatabase(directory);
    this.#listener = listener;
  }

  override putObject(...parameters: Parameters<ObjectStore['putObject']>): StoredObject {
    return this.#keep(parameters[0], super.putObject(...parameters));
  }

  override createMultipartUpload(...parameters: Parameters<ObjectStore['createMultipartUpload']>): string {
    const uploadId = super.createMultipartUpload(...parameters);
    this.#bucketOf.set(uploadId, parameters[0]);
    return uploadId;
  }

  override completeMultipartUpload(
    ...parameters: Parameters<ObjectStore['completeMultipartUpload']>
  ): ReturnType<ObjectStore['completeMultipartUpload']> {
    const [uploadId] = parameters;
    const bucket = this.#bucketOf.get(uploadId) ?? '';
    const object = super.completeMultipartUpload(...parameters);
    this.#bucketOf.delete(uploadId);
    return this.#keep(bucket, object);
  }

  override getObject(bucket: string, key: string): StoredObject {
    const row = this.#database.prepare('SELECT facts, body FROM objects WHERE bucket = ? AND key = ?').get(bucket, key);
    if (!(row?.body instanceof Uint8Array)) return super.getObject(bucket, key);
    return { ...factsOf(row), body: Buffer.from(row.body) };
  }

  override headObject(bucket: string, key: string): StoredObject {
    return this.#facts(bucket, key) ?? super.headObject(bucket, key);
  }

  /** Undefined where there is no such object. */
  etagOf(bucket: string, key: string): string | undefined {
    return this.#facts(bucket, key)?.etag;
  }

  override deleteObject(bucket: string, key: string): void {
    super.deleteObject(bucket, key);
    this.#database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?').run(bucket, key);
    this.#listener(bucket, key);
  }

  override listObjects(...parameters: Parameters<ObjectStore['listObjects']>): ReturnType<ObjectStore['listObjects']> {
    const [bucket, { prefix = '', delimiter, maxKeys = 1000, startAfter, marker } = {}] = parameters;
    if (!this.hasBucket(bucket)) return super.listObjects(...parameters);
    const after = startAfter || marker || '';
    const objects: StoredObject[] = [];
    const groups = new Set<string>();
    const rows = this.#database
      .prepare('SELECT facts FROM objects WHERE bucket = ? AND key >= max(?, ?) AND key < ? ORDER BY key')
      .iterate(bucket, after, prefix, `${prefix}\u{10FFFF}`);
    for (const row of rows) {
      const object = factsOf(row);
      if (object.key === after) continue;
      const group = groupOf(object.key, prefix, delimiter);
      if (group !== undefined && (groups.has(group) || group <= after)) continue;
      if (objects.length + groups.size >= maxKeys) {
        return { objects, commonPrefixes: [...groups], isTruncated: true };
      }
      if (group === undefined) objects.push(object);
      else groups.add(group);
    }
    return { objects, commonPrefixes: [...groups], isTruncated: false };
  }

  /** Objects that were stored stay in `directory`. */
  close(): void {
    this.#database.close();
  }

  #keep(bucket: string, object: StoredObject): StoredObject {
    const { body, ...facts } = object;
    this.#database
      .prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)')
      .run(bucket, facts.key, JSON.stringify(facts), body);
    // The copy that fauxqs has made for itself.
    super.deleteObject(bucket, facts.key);
    this.#listener(bucket, facts.key, body);
    return object;
  }

  #facts(bucket: string, key: string): StoredObject | undefined {
    const row = this.#database.prepare('SELECT facts FROM objects WHERE bucket = ? AND key = ?').get(bucket, key);
    return row && factsOf(row);
  }
}

function openDatabase(directory: string | undefined): DatabaseSync {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const file = directory === undefined ? ':memory:' : path.join(directory, 'objects.db');
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_MS });
    // Written ahead, a PUT is there or not there after a kill; what NORMAL spares is the disk's own flush at each one,
    // which only a power cut would miss (https://www.sqlite.org/wal.html#performance_considerations).
    // SQLite does not wait for another process that turns this on at the same time: so does this one.
    onceNotBusy(() => database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`));
    return database;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`The local S3 cannot use ${file} (${why}): move it away, and the next start has an empty one`, {
      cause,
    });
  }
}

function onceNotBusy(run: () => void): void {
  for (const end = Date.now() + BUSY_MS; ; ) {
    try {
      run();
      return;
    } catch (error) {
      if ((Number(fieldsOf(error).errcode) & 0xff) !== SQLITE_BUSY || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function factsOf(row: Record<string, unknown>): StoredObject {
  const facts: Omit<StoredObject, 'body' | 'lastModified'> & { lastModified: string } = JSON.parse(String(row.facts));
  return { ...facts, lastModified: new Date(facts.lastModified), body: Buffer.alloc(0) };
}

/** The common prefix under which a listing shows a key, up to and with the delimiter. */
function groupOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return delimiter && end >= 0 ? key.slice(0, end + delimiter.length) : undefined;
}
