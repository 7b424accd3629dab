import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '../../../../../lib/errors/service-error.ts';
import { errorEvent, fakedTimers, lifecycle, pass, settle, sse, startRun } from '../../../stream/stream-run.ts';
import { created, itemDone, large, small, started } from './long-image.ts';
import { stored } from './waiting-store.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});

afterEach(() => {
  vi.useRealTimers();
});

const denied = new ServiceError('image_store_denied');

describe('a stream with several images', () => {
  it.each([
    ['of their own ids', ['ig_1', 'ig_2']],
    ['of one id', ['ig_1', 'ig_1']],
    ['without ids', ['', '']],
  ])('tells of each, %s', async (_name, [first = '', second = '']) => {
    const { run, uploads, types, frames, play } = started({ delivery: 'url' });
    await play(created, itemDone(first, small), itemDone(second, large, 2), lifecycle('completed', 3));
    expect(uploads).toHaveLength(2);
    uploads[0]?.resolve(stored('one'));
    await settle();
    expect(types().at(-1)).toBe('image.stored');
    uploads[1]?.reject(denied);
    await pass(200);
    await run.done;
    expect(types().slice(-3)).toEqual(['image.stored', 'image.store_failed', 'response.completed']);
    expect(frames('image.stored')[0]?.data).toMatchObject({ id: first, url: 'https://s3.test/one' });
    expect(frames('image.store_failed')[0]?.data.result === large).toBe(true);
  });

  it('gives those back at the deadline that the store has not taken', async () => {
    const { run, uploads, frames, play } = started({ delivery: 'url' });
    await play(created, itemDone('ig_1', small), itemDone('ig_2', large, 2), itemDone('ig_3', small, 3));
    uploads[1]?.resolve(stored('two'));
    await pass(50_000);
    await run.done;
    expect(frames('image.stored').map(({ data }) => data.id)).toEqual(['ig_2']);
    expect(frames('image.store_failed').map(({ data }) => [data.id, data.result === small])).toEqual([
      ['ig_1', true],
      ['ig_3', true],
    ]);
  });
});

describe('a store that cannot be opened', () => {
  it('is told of with the image', async () => {
    const { run, frame, play } = started({
      delivery: 'url',
      openStore: () => Promise.reject(new Error('secret path')),
    });
    await play(created, itemDone('ig_1', small), lifecycle('completed', 2));
    await pass(200);
    await run.done;
    expect(frame('image.store_failed')?.data).toMatchObject({ id: 'ig_1', code: 'internal_error', result: small });
    expect(run.text()).not.toContain('secret');
  });
});

describe('events without a finished image', () => {
  it.each([
    ['an image call without a result', itemDone('ig_1', null)],
    ['an image call with an empty result', itemDone('ig_1', '')],
    ['a message', sse({ type: 'response.output_item.done', sequence_number: 1, item: { type: 'message', id: 'm' } })],
    ['an item that is none', sse({ type: 'response.output_item.done', sequence_number: 1, item: null })],
  ])('go by unchanged: %s', async (_name, event) => {
    const { run, uploads, play } = started({ delivery: 'url' });
    await play(created, event, lifecycle('completed', 2));
    await pass(200);
    await run.done;
    const plain = startRun();
    plain.upstream.end(created + event + lifecycle('completed', 2));
    await plain.done;
    expect(uploads).toEqual([]);
    expect(run.text()).toBe(plain.text());
  });

  it('leave garbage to the stream’s own check', async () => {
    const { run, types, play } = started();
    await play(created, 'data: {"type":"response.output_item.done",\n\n');
    await run.done;
    expect(types()).toEqual(['response.created', 'error']);
  });
});

it('tells of an image before an error that ended its stream', async () => {
  const { run, uploads, types, play } = started({ delivery: 'url' });
  await play(created, itemDone('ig_1', small), errorEvent(2), lifecycle('failed', 3));
  uploads[0]?.resolve(stored('one'));
  await pass(200);
  await run.done;
  expect(types().slice(2)).toEqual(['image.stored', 'error', 'response.failed']);
});
