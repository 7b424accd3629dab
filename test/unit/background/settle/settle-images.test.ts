import { describe, expect, it } from 'vitest';
import { settle } from '../../../../lib/background/settle/settle.ts';
import { type ErrorCode, errorCatalogue } from '../../../../lib/errors/catalogue.ts';
import { ServiceError, type ServiceErrorOptions } from '../../../../lib/errors/service-error.ts';
import { imageCall, pngOf } from '../../apis/responses/images/waiting-store.ts';
import { at, backgroundResponse, jobRecord, wholeResponse } from '../jobs.ts';
import { imagesResponse, largeImage, readAs, type SettleRun, settleRun, smallImage } from '../settling.ts';

const job = jobRecord({ endpoint: 'create-image', delivery: 'url' });

function settleImages(run: SettleRun, whole = imagesResponse()) {
  return settle(job, { kind: 'ended', whole }, run.settling);
}

function resultOf({ store }: SettleRun) {
  const kept = store.results.get('resp_1');
  if (!kept) throw new Error('There is no result');
  return kept.result;
}

/** Refuses the image of an id. */
function refusing(id: string, code: ErrorCode, options?: ServiceErrorOptions): SettleRun {
  return settleRun({
    before: (write, of) => {
      if (write === 'image' && of === id) throw new ServiceError(code, options);
    },
  });
}

const entry = {
  content_type: 'image/png',
  width: 3,
  height: 2,
  revised_prompt: 'A café.',
  size: '1024x1024',
  quality: 'high',
  background: 'opaque',
};

describe('the images of a response that has ended', () => {
  it('are in the image store before its result is written', async () => {
    const writes: string[] = [];
    const run = settleRun({ before: (write, id) => void writes.push(`${write} ${id}`) });
    await settleImages(run);
    expect(writes).toEqual(['image ig_1', 'image ig_2', 'result resp_1', 'removal resp_1']);
    expect(run.state()).toMatchObject({
      images: {
        'images/2026/11/22/resp_1/ig_1.png': smallImage,
        'images/2026/11/22/resp_1/ig_2.png': largeImage,
      },
    });
  });

  it('have entries with a key and no URL, which would end', async () => {
    const run = settleRun();
    await settleImages(run);
    expect(resultOf(run).images).toEqual([
      { ...entry, id: 'ig_1', bytes: 100, key: 'images/2026/11/22/resp_1/ig_1.png' },
      { ...entry, id: 'ig_2', bytes: 60_000, key: 'images/2026/11/22/resp_1/ig_2.png' },
    ]);
  });

  it('are no longer in the response, which is otherwise whole', async () => {
    const run = settleRun();
    await settleImages(run);
    const { result: _result, ...call } = imageCall('ig_1', null);
    expect(resultOf(run).response).toEqual(
      backgroundResponse({ output: [...backgroundResponse().output, call, { ...call, id: 'ig_2' }] }),
    );
    expect(JSON.stringify(resultOf(run)).length).toBeLessThan(3000);
  });

  it('belong to the day on which the response was made', async () => {
    const run = settleRun();
    await settleImages(run, imagesResponse({ created_at: at(-86_400_000).getTime() / 1000 }));
    expect(Object.keys((run.state() as { readonly images: object }).images)).toContain(
      'images/2026/11/21/resp_1/ig_1.png',
    );
  });

  it('are archived of a response that was cancelled, too', async () => {
    const run = settleRun();
    await settleImages(run, imagesResponse({ status: 'cancelled' }));
    expect(resultOf(run)).toMatchObject({ status: 'cancelled', images: [{ id: 'ig_1' }, { id: 'ig_2' }] });
  });
});

describe('an image that the store refuses', () => {
  it.each<[ErrorCode, ServiceErrorOptions]>([
    ['image_store_failed', {}],
    ['image_store_denied', {}],
    ['image_store_missing', {}],
    ['internal_error', {}],
  ])('with %s leaves the record, and no result', async (code, options) => {
    const run = refusing('ig_2', code, options);
    await expect(settleImages(run)).rejects.toMatchObject({ code });
    expect(run.store.records.size).toBe(1);
    expect(run.store.results.size).toBe(0);
  });

  it.each([
    ['ig_1', smallImage],
    ['ig_2', largeImage],
  ])('for good stays in the response, with why, while the others are kept: %s', async (id, base64) => {
    const run = refusing(id, 'image_store_failed', { retryable: false, message: 'Not under this id.' });
    expect(await settleImages(run)).toBe('completed');
    const { response, images } = resultOf(run);
    const { hint } = errorCatalogue.image_store_failed;
    const refused = images.find((image) => image.id === id);
    expect(refused).toMatchObject({ error: { code: 'image_store_failed', message: 'Not under this id.', hint } });
    expect(refused).not.toHaveProperty('key');
    expect(images.filter(({ key }) => key !== undefined)).toHaveLength(1);
    const calls = (response.output as { readonly id: string; readonly result?: string }[]).slice(1);
    expect(calls.map(({ result }) => result)).toEqual(calls.map((call) => (call.id === id ? base64 : undefined)));
    expect(run.store.records.size).toBe(0);
  });

  it('for its id, as the real store does, stays as well', async () => {
    const run = settleRun();
    await settleImages(run, readAs(backgroundResponse({ output: [imageCall('../ig', smallImage)] })));
    expect(resultOf(run)).toMatchObject({
      images: [{ id: '../ig', error: { code: 'image_store_failed' } }],
      response: { output: [{ result: smallImage }] },
    });
  });
});

describe('the mask of an image tool', () => {
  const short = `data:image/png;base64,${smallImage}`;
  const long = `DATA:image/png;base64,${largeImage}`;
  const tool = { type: 'image_generation', size: '1024x1024', model: 'gpt-image-3' };

  it.each([
    ['that is a data URI is left out', { image_url: short }, {}],
    ['that is a data URI of an image’s weight is left out', { image_url: long }, {}],
    ['that is a data URI beside a file is left out', { image_url: short, file_id: 'file_1' }, { file_id: 'file_1' }],
    ['that is a URL stays', { image_url: 'https://masks.test/1.png' }, { image_url: 'https://masks.test/1.png' }],
    [
      'that is a long URL stays',
      { image_url: `https://masks.test/${largeImage}` },
      { image_url: `https://masks.test/${largeImage}` },
    ],
    ['that is a file stays', { file_id: 'file_1' }, { file_id: 'file_1' }],
    ['that is nothing stays', null, null],
  ])('%s, and the rest of the response as it is', async (_name, mask, kept) => {
    const tools = [{ type: 'web_search' }, { ...tool, input_image_mask: mask }, tool];
    const wanted = [{ type: 'web_search' }, { ...tool, input_image_mask: kept }, tool];
    const { result: _result, ...call } = imageCall('ig_1', null);
    for (const result of [largeImage, null]) {
      const run = settleRun();
      const output = [{ ...call, result }];
      // Without an image nothing is taken out of the JSON, so the response is as OpenAI wrote it.
      const whole = result ? readAs(backgroundResponse({ output, tools })) : wholeResponse({ output, tools });
      await settleImages(run, whole);
      expect(resultOf(run).response).toEqual(
        backgroundResponse({ output: [result ? call : { ...call, result }], tools: wanted }),
      );
    }
  });
});

describe('without an image store', () => {
  it('an image stays in the response: it is nowhere else', async () => {
    const run = settleRun();
    const settling = { ...run.settling, openImages: async () => undefined };
    await settle(job, { kind: 'ended', whole: imagesResponse() }, settling);
    const [, first, second] = resultOf(run).response.output as { readonly result?: string }[];
    expect(first?.result).toBe(smallImage);
    expect(second?.result).toBe(largeImage);
  });
});

describe('a response without images', () => {
  it.each([
    ['text', wholeResponse()],
    ['an image call that drew nothing', readAs(backgroundResponse({ output: [imageCall('ig_1', null)] }))],
    ['nothing', wholeResponse({ output: [] })],
    ['no output at all', wholeResponse({ output: undefined })],
  ])('but with %s is archived as it is', async (_name, whole) => {
    const run = settleRun({
      before: (write) => {
        if (write === 'image') throw new Error('There is no image to store');
      },
    });
    await settle(job, { kind: 'ended', whole }, run.settling);
    expect(resultOf(run).images).toEqual([]);
    expect(resultOf(run).response).toEqual(JSON.parse(JSON.stringify(whole.response)));
  });

  it('may be long, and never reaches for the image store', async () => {
    const run = settleRun();
    const text = `é${pngOf(40_000).toString('base64')}`;
    const whole = wholeResponse({ output: [{ type: 'message', content: [{ type: 'output_text', text }] }] });
    const settling = { ...run.settling, openImages: () => Promise.reject(new Error('Not needed')) };
    await settle(job, { kind: 'ended', whole }, settling);
    expect(resultOf(run).response.output).toEqual(whole.response.output);
  });
});
