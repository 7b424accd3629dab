import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '../../../../../lib/errors/service-error.ts';
import { delta, fakedTimers, lifecycle, pass, settle } from '../../../stream/stream-run.ts';
import { created, itemDone, large, small, started } from './long-image.ts';
import { imageCall, stored } from './waiting-store.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});

afterEach(() => {
  vi.useRealTimers();
});

const sizes = [
  { name: 'a small image', base64: small },
  { name: 'a large image', base64: large },
];

const denied = new ServiceError('image_store_denied');

describe.each(sizes)('$name of a stream', ({ base64 }) => {
  it('is told of as stored after its item and before the end', async () => {
    const { run, uploads, types, frame, play } = started();
    await play(created, itemDone('ig_1', base64), delta(2));
    expect(types()).toEqual(['response.created', 'response.output_item.done', 'response.output_text.delta']);
    uploads[0]?.resolve(stored('one'));
    await settle();
    await play(delta(3), lifecycle('completed', 4));
    await pass(200);
    await run.done;
    expect(types().slice(3)).toEqual(['image.stored', 'response.output_text.delta', 'response.completed']);
    expect(frame('image.stored')).toEqual({
      id: undefined,
      event: 'image.stored',
      data: {
        id: 'ig_1',
        content_type: 'image/png',
        bytes: Buffer.from(base64, 'base64').length,
        width: 3,
        height: 2,
        revised_prompt: 'A café.',
        size: '1024x1024',
        quality: 'high',
        background: 'opaque',
        key: 'images/one.png',
        url: 'https://s3.test/one',
        expires_at: '2026-11-22T13:00:00.000Z',
      },
    });
  });

  it('goes to the store as its bytes, with what is known of its response', async () => {
    const { uploads, play } = started();
    await play(created, itemDone('ig_1', base64));
    const image = uploads[0]?.image;
    expect(image?.bytes.equals(Buffer.from(base64, 'base64'))).toBe(true);
    expect(image).toMatchObject({
      responseId: 'resp_9',
      model: 'gpt-test',
      createdAt: new Date(1_795_000_000_000),
      image: { id: 'ig_1', revisedPrompt: 'A café.' },
      facts: { contentType: 'image/png', extension: 'png' },
    });
  });

  it('lets the terminal frame wait until the store has it', async () => {
    const { run, uploads, types, play } = started();
    await play(created, itemDone('ig_1', base64), lifecycle('completed', 2));
    run.upstream.end();
    await pass(10_000);
    expect(types()).toEqual(['response.created', 'response.output_item.done']);
    uploads[0]?.resolve(stored('one'));
    await run.done;
    expect(types().slice(2)).toEqual(['image.stored', 'response.completed']);
  });

  it.each(['both', 'base64'] as const)('keeps its base64 in its item with %s', async (delivery) => {
    const { run, uploads, frame, play } = started({ delivery });
    await play(created, itemDone('ig_1', base64), lifecycle('completed', 2));
    uploads[0]?.reject(denied);
    await pass(200);
    await run.done;
    const item = frame('response.output_item.done')?.data.item as { readonly result: string };
    expect(item.result === base64).toBe(true);
    expect(frame('image.store_failed')?.data).toEqual({
      id: 'ig_1',
      code: 'image_store_denied',
      message: denied.message,
      hint: denied.hint,
    });
  });

  it('has no base64 in any frame where the URL was asked for, and all else of its item', async () => {
    const { run, uploads, frame, play } = started({ delivery: 'url' });
    await play(created, itemDone('ig_1', base64), lifecycle('completed', 2));
    uploads[0]?.resolve(stored('one'));
    await pass(200);
    await run.done;
    expect(run.text().includes(base64.slice(0, 60))).toBe(false);
    const { result: _result, ...rest } = imageCall('ig_1', base64);
    expect(frame('response.output_item.done')?.data).toMatchObject({ output_index: 0, extra: 'é', sequence: 1 });
    expect(frame('response.output_item.done')?.data.item).toEqual(rest);
  });

  it('is told of as stored by its key alone where only base64 was asked for', async () => {
    const { run, uploads, frame, play } = started({ delivery: 'base64' });
    await play(created, itemDone('ig_1', base64), lifecycle('completed', 2));
    uploads[0]?.resolve(stored('one'));
    await pass(200);
    await run.done;
    expect(frame('image.stored')?.data).toMatchObject({ id: 'ig_1', key: 'images/one.png' });
    expect(frame('image.stored')?.data).not.toHaveProperty('url');
  });

  it('comes with its failure where its base64 was withheld', async () => {
    const { run, uploads, frame, types, play } = started({ delivery: 'url' });
    await play(created, itemDone('ig_1', base64), lifecycle('completed', 2));
    expect(run.text().includes(base64.slice(0, 60))).toBe(false);
    uploads[0]?.reject(denied);
    await pass(200);
    await run.done;
    expect(types().slice(-2)).toEqual(['image.store_failed', 'response.completed']);
    expect(frame('image.store_failed')?.data.result === base64).toBe(true);
    expect(frame('image.store_failed')?.data).toMatchObject({ id: 'ig_1', code: 'image_store_denied' });
  });

  it.each(['url', 'both'] as const)('is not lost at the deadline, with %s', async (delivery) => {
    const { run, uploads, frame, types, play } = started({ delivery });
    await play(created, itemDone('ig_1', base64));
    await pass(50_000);
    await run.done;
    expect(types().slice(-3)).toEqual(['response.output_item.done', 'image.store_failed', 'error']);
    expect(frame('image.store_failed')?.data).toMatchObject({ id: 'ig_1', code: 'image_store_failed' });
    expect(run.text().split(base64)).toHaveLength(2);
    const before = run.text();
    uploads[0]?.resolve(stored('late'));
    await settle();
    expect(run.text() === before).toBe(true);
  });

  it.each(['url', 'both'] as const)('goes out as base64 alone where there is no store, with %s', async (delivery) => {
    const { run, frame, types, play } = started({
      delivery,
      keeps: false,
      openStore: () => Promise.resolve(undefined),
    });
    await play(created, itemDone('ig_1', base64), lifecycle('completed', 2));
    await pass(200);
    await run.done;
    expect(types()).toEqual(['response.created', 'response.output_item.done', 'response.completed']);
    const item = frame('response.output_item.done')?.data.item as { readonly result: string };
    expect(item.result === base64).toBe(true);
  });
});
