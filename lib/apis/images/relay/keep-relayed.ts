import type { RequestContext } from '../../../context/request-context.ts';
import { logger } from '../../../logging/logger.ts';
import type { Keeper } from '../../../upstream/relay/relay.ts';
import { IMAGE_SET_ID, newImageSet } from '../keeping/image-set.ts';
import { keepAnswered } from '../keeping/keep-answered.ts';
import { keepStreamed } from '../keeping/keep-streamed.ts';

/** Copies images to S3 beside an answer that goes on as it came; undefined where there is no bucket. */
export async function keepRelayed(context: RequestContext): Promise<Keeper | undefined> {
  const set = await newImageSet(context);
  const interceptor = keepStreamed(set, 'base64', context);
  if (!set || !interceptor) return undefined;
  interceptor.open((type, { id, code }) => {
    if (type === 'image.store_failed') notKept(id, code);
  });
  return {
    headers: { [IMAGE_SET_ID]: set.id },
    warnings: set.warnings,
    whole: async (answer, strings) => {
      for (const { entry, error } of await keepAnswered(answer, strings, set, context))
        if (error) notKept(entry.id, error.code);
    },
    interceptor,
  };
}

function notKept(id: unknown, code: unknown): void {
  logger().error('image not kept', { id, code });
}
