import { imageResult } from '../../apis/responses/images/generated-images.ts';
import { fieldsOf } from '../../json/fields.ts';
import { encodeText } from '../../large-json/byte-string.ts';
import { type LongString, withLongStrings } from '../../large-json/long-strings.ts';
import { imageOrigin, keepImage, storeFailure } from '../../storage/images/keep-image.ts';
import type { WholeResponse } from '../../upstream/retrieve-upstream.ts';
import { estimateResponseCost, pricingVersionInUse } from '../../usage/cost.ts';
import { type ArchivedImage, type ArchivedResult, isResult, type SettledStatus } from '../records/archived-result.ts';
import type { JobRecord } from '../records/job-record.ts';
import { endingError } from './ending-error.ts';
import type { Ending, Settling } from './settling.ts';
import { videoResultOf } from './video-result.ts';
import { withWindow } from './with-window.ts';
import { withoutMasks } from './without-masks.ts';
import { withoutSecrets } from './without-secrets.ts';

/**
 * Settles a background response: its images, then its result, then the end of its record. Repeating it, at the same time or
 * after it was cut anywhere, comes to the same: keys follow from ids, OpenAI's result never changes, and `lost` and `expired`
 * never take the place of one. Resolves to undefined where the record is gone meanwhile: nothing is left to do. Throws a
 * `ServiceError` where S3 does not take something; the record then stays.
 */
export async function settle(job: JobRecord, ending: Ending, settling: Settling): Promise<SettledStatus | undefined> {
  const { store, isRecorded = false } = settling;
  const known = ending.kind === 'ended' ? undefined : await store.resultFacts(job.id);
  if (known && isResult(known)) {
    await store.removeRecord(job.id);
    return known.status as SettledStatus;
  }
  const { result, strings } = await (job.kind === 'video' ? videoResultOf : resultOf)(job, ending, settling);
  // Late, since asking and images took their time: what was deleted in it must not come back.
  if (isRecorded && !(await store.hasRecord(job.id))) {
    if (result.video && !(await store.resultFacts(job.id))) await settling.videos.forget(job.id);
    return undefined;
  }
  const parts = withLongStrings(encodeText(JSON.stringify(result)), strings);
  const { status, webhook_id: webhookId } = result;
  await store.putResult(
    job.id,
    parts,
    { status, ...(webhookId === undefined ? {} : { webhookId }) },
    !isResult(result),
  );
  await store.removeRecord(job.id);
  return status;
}

async function resultOf(
  job: JobRecord,
  ending: Ending,
  settling: Settling,
): Promise<{ readonly result: ArchivedResult; readonly strings: readonly LongString[] }> {
  const { webhookId, now } = settling;
  const whole = 'whole' in ending ? ending.whole : undefined;
  const strings = whole?.strings ?? [];
  const response = whole?.response ?? { id: job.id, object: 'response', model: job.model, output: [] };
  const { images, bare } = await keepImages(response, strings, settling);
  const { model } = response;
  return {
    strings,
    result: {
      id: job.id,
      status: ending.kind === 'ended' ? (response.status as SettledStatus) : ending.kind,
      endpoint: job.endpoint,
      model: typeof model === 'string' ? model : job.model,
      created_at: job.created_at,
      settled_at: now().toISOString(),
      attempts: job.attempts + 1,
      delivery: job.delivery,
      include: job.include,
      usage: response.usage ?? null,
      cost_estimate: estimateResponseCost(withWindow(response, job), now()),
      pricing_version: pricingVersionInUse(),
      images,
      ...('textOffsets' in ending && ending.textOffsets ? { text_offsets: ending.textOffsets } : {}),
      ...('streamEvents' in ending && ending.streamEvents ? { stream_events: ending.streamEvents } : {}),
      ...(ending.kind === 'ended' ? {} : { error: endingError(ending.kind) }),
      ...(webhookId === undefined ? {} : { webhook_id: webhookId }),
      response: withoutSecrets(withoutMasks(bare, strings), strings),
    },
  };
}

/** The images into S3, and the response without the base64 of those that S3 has. */
async function keepImages(
  response: WholeResponse['response'],
  strings: readonly LongString[],
  { openImages, now, signal }: Settling,
): Promise<{ readonly images: readonly ArchivedImage[]; readonly bare: WholeResponse['response'] }> {
  const origin = imageOrigin(response, now());
  const images: ArchivedImage[] = [];
  const output: unknown[] = [];
  // One after the other: each may weigh 20 MB.
  for (const item of Array.isArray(response.output) ? response.output : []) {
    const found = imageResult(item, strings);
    if (!found) {
      output.push(item);
      continue;
    }
    const { entry, error } = await keepImage(found, origin, openImages, signal);
    // What may still work out is tried again with the record; what cannot leaves the base64 where it is.
    if (error && (error.retryable || error.code !== 'image_store_failed')) throw error;
    const { url: _url, expires_at: _expiresAt, ...kept } = entry;
    images.push({ ...kept, ...(error ? { error: storeFailure(error) } : {}) });
    const { result: _result, ...rest } = fieldsOf(item);
    // Where it was kept nowhere else, it stays where it is.
    output.push(kept.key === undefined ? item : rest);
  }
  return { images, bare: images.length === 0 ? response : { ...response, output } };
}
