import type { ImageToStore } from '../../lib/storage/images/image-store.ts';

/** The SDK finds its credentials and region where Lambda puts them; fauxqs asks for none in particular. */
export const s3Variables = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** An image of 2026-11-22, `ig_1` of `resp_1`, with what a test changes of it. */
export function imageToStore(changes: Partial<ImageToStore> = {}): ImageToStore {
  return {
    responseId: 'resp_1',
    image: { id: 'ig_1', revisedPrompt: null, size: '1024x1024', quality: 'high', background: 'opaque' },
    facts: { contentType: 'image/png', extension: 'png', width: 48, height: 32 },
    bytes: Buffer.from('an image'),
    model: 'gpt-6.1-terra',
    createdAt: new Date('2026-11-22T23:59:59.000Z'),
    ...changes,
  };
}
