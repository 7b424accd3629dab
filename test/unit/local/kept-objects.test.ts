import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { KeptObjects } from '../../../infra/local/s3/kept-objects.ts';
import { startLocalS3 } from '../../../infra/local/s3/local-s3.ts';

const Bucket = 'kept-test';
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'kept-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A started S3 and the SDK's client of it, both ended with the test. */
async function start(options: { readonly directory?: string } = { directory }) {
  const s3 = await startLocalS3({ bucket: Bucket, ...options });
  const client = new S3Client({
    endpoint: s3.url,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  onTestFinished(async () => {
    client.destroy();
    await s3.close();
  });
  return { s3, client };
}

/** Objects without HTTP, of a bucket that is there. */
function open(folder: string | undefined = directory): KeptObjects {
  const objects = new KeptObjects(folder);
  objects.createBucket(Bucket);
  return objects;
}

describe('objects after a restart', () => {
  it('have bytes, key, type, metadata, time and tag as before', async () => {
    const Key = 'background/completed/resp_ü+ 1.json';
    const first = await start();
    await first.client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: '{"a":"é"}',
        ContentType: 'application/json; charset=utf-8',
        CacheControl: 'no-store',
        Metadata: { status: 'completed', 'webhook-id': 'wh_1' },
      }),
    );
    const { $metadata: _before, ...before } = await first.client.send(new HeadObjectCommand({ Bucket, Key }));
    await first.s3.close();

    const { client } = await start();
    const { $metadata: _after, ...after } = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(after).toEqual(before);
    expect(after).toMatchObject({
      ContentType: 'application/json; charset=utf-8',
      CacheControl: 'no-store',
      Metadata: { status: 'completed', 'webhook-id': 'wh_1' },
    });
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('{"a":"é"}');
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'background/' }));
    expect(Contents?.map((entry) => entry.Key)).toEqual([Key]);
  });

  it('stay deleted, and stay overwritten', async () => {
    const first = await start();
    for (const [Key, Body] of [
      ['gone', 'a'],
      ['changed', 'a'],
      ['changed', 'b'],
    ] as const)
      await first.client.send(new PutObjectCommand({ Bucket, Key, Body }));
    await first.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await first.s3.close();

    const { client } = await start();
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'gone' }))).rejects.toThrow('key does not exist');
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'changed' }));
    expect(await Body?.transformToString()).toBe('b');
  });

  it('are forgotten where no folder keeps them', async () => {
    const first = await start({});
    await first.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    await first.s3.close();
    const { client } = await start({});
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });
});

describe('a folder', () => {
  /** Stores one object after the other, a large one now and then, and prints each number once it is stored. */
  const writer = `
    const { KeptObjects } = await import(${JSON.stringify(new URL('../../../infra/local/s3/kept-objects.ts', import.meta.url))});
    const objects = new KeptObjects(process.argv[1]);
    objects.createBucket('${Bucket}');
    for (let number = Number(process.argv[2]); ; number += 2) {
      objects.putObject('${Bucket}', 'key-' + number, Buffer.alloc(number % 10 < 2 ? 2_000_000 : 300, String(number)));
      process.stdout.write(number + '\\n');
    }`;

  /** Begins at `first`, and resolves once it has stored some. */
  async function startWriter(first: number): Promise<{ readonly child: ChildProcess; readonly printed: () => string }> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer, directory, String(first)]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint += chunk;
    });
    await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    expect(complaint).toBe('');
    return { child, printed: () => printed };
  }

  it('has what two processes had stored in it when both were killed at once', async () => {
    const writers = await Promise.all([startWriter(0), startWriter(1)]);
    const closed = writers.map(({ child }) => once(child, 'close'));
    for (const { child } of writers) child.kill('SIGKILL');
    await Promise.all(closed);
    const numbers = writers.flatMap(({ printed }) =>
      [...printed().matchAll(/^(\d+)\n/gm)].map((line) => Number(line[1])),
    );
    expect(numbers.length).toBeGreaterThanOrEqual(2);

    const objects = open();
    onTestFinished(() => objects.close());
    for (const number of numbers) {
      const expected = Buffer.alloc(number % 10 < 2 ? 2_000_000 : 300, String(number));
      expect(objects.getObject(Bucket, `key-${number}`).body.equals(expected)).toBe(true);
    }
    // And nothing that is there is broken.
    for (const { key, contentLength } of objects.listObjects(Bucket, { maxKeys: 1_000_000 }).objects)
      expect(objects.getObject(Bucket, key).body).toHaveLength(contentLength);
  });

  it('whose last write was torn has all the others', async () => {
    const objects = open();
    // Not closed before the file is looked at: closing would put away what was written ahead.
    onTestFinished(() => objects.close());
    objects.putObject(Bucket, 'whole', Buffer.from('a'));
    const log = path.join(directory, 'objects.db-wal');
    const { size } = await stat(log);
    objects.putObject(Bucket, 'torn', Buffer.alloc(10_000));
    const copy = await mkdtemp(path.join(tmpdir(), 'kept-torn-'));
    onTestFinished(() => rm(copy, { recursive: true }));
    await cp(directory, copy, { recursive: true });
    await rm(path.join(copy, 'objects.db-shm'));
    await truncate(path.join(copy, 'objects.db-wal'), size + 5000);

    const again = open(copy);
    onTestFinished(() => again.close());
    expect(again.listObjects(Bucket).objects.map(({ key }) => key)).toEqual(['whole']);
    again.putObject(Bucket, 'torn', Buffer.from('b'));
    expect(again.getObject(Bucket, 'torn').body.toString()).toBe('b');
  });

  it('shows each of several processes what the others do', () => {
    const [one, other] = [open(), open()];
    onTestFinished(() => {
      one.close();
      other.close();
    });
    one.putObject(Bucket, 'a', Buffer.from('1'));
    expect(other.getObject(Bucket, 'a').body.toString()).toBe('1');
    other.deleteObject(Bucket, 'a');
    expect(() => one.getObject(Bucket, 'a')).toThrow('key does not exist');
    expect(one.listObjects(Bucket).objects).toEqual([]);
  });

  it('is made once, however many processes begin with it', async () => {
    const beginners = Array.from({ length: 4 }, (_, first) => startWriter(first));
    expect(await Promise.all(beginners)).toHaveLength(4);
  });

  it('that holds something else is refused, with what to do', async () => {
    await writeFile(path.join(directory, 'objects.db'), 'no database at all, but long enough to be looked at as one');
    expect(() => new KeptObjects(directory)).toThrow(/The local S3 cannot use .*objects\.db \(.+\): move it away/);
  });
});

describe('a listing', () => {
  const keys = ['a/Z', 'a/_', 'a/a', 'a/b/1', 'a/b/2', 'a/c', 'a/é', 'b'];

  async function filled() {
    const { client } = await start({});
    // Not in order, and not only what is listed.
    for (const Key of [...keys, 'a'].toReversed()) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    return client;
  }

  it('is in the order of the bytes, page by page, without a gap', async () => {
    const client = await filled();
    const listed: (string | undefined)[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Prefix: 'a/' }))
      listed.push(...Contents.map(({ Key }) => Key));
    expect(listed).toEqual(keys.filter((key) => key.startsWith('a/')));
  });

  it.each([
    [{ Prefix: 'a/b' }, ['a/b/1', 'a/b/2'], []],
    [{ StartAfter: 'a/b/1' }, ['a/b/2', 'a/c', 'a/é', 'b'], []],
    [{ Prefix: 'a/', StartAfter: 'a/b/2' }, ['a/c', 'a/é'], []],
    [{ Delimiter: '/' }, ['a', 'b'], ['a/']],
    [{ Prefix: 'a/', Delimiter: '/' }, ['a/Z', 'a/_', 'a/a', 'a/c', 'a/é'], ['a/b/']],
    [{ Prefix: 'a/b/', Delimiter: '/' }, ['a/b/1', 'a/b/2'], []],
    [{ Prefix: 'nothing' }, [], []],
  ])('of %j has its keys and common prefixes', async (wanted, expected, groups) => {
    const client = await filled();
    const { Contents = [], CommonPrefixes = [] } = await client.send(new ListObjectsV2Command({ Bucket, ...wanted }));
    expect(Contents.map(({ Key }) => Key)).toEqual(expected);
    expect(CommonPrefixes.map(({ Prefix }) => Prefix)).toEqual(groups);
  });

  it('of a bucket that is not there fails', async () => {
    const { client } = await start({});
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'another' }))).rejects.toThrow('does not exist');
  });
});
