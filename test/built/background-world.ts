import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type GatedS3, startGatedS3 } from '../support/gated-s3.ts';
import { type Stack, type StackOptions, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';
import { type Objects, objectsAt } from './background-calls.ts';
import { BUCKET, storage } from './image-calls.ts';

/** The functions with all that they reach: an upstream, and an S3 after a gate. */
export interface BackgroundWorld {
  readonly upstream: Upstream;
  readonly gate: GatedS3;
  /** What S3 holds, past the gate. */
  readonly objects: Objects;
  readonly stack: Stack;
  /** As at the start: S3 is empty, and its gate is open. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one, without retries upstream. The caller closes it. */
export async function startBackgroundWorld(options: StackOptions = {}): Promise<BackgroundWorld> {
  const s3: LocalS3 = await startLocalS3({ bucket: BUCKET });
  const gate = await startGatedS3(s3.url);
  const upstream = await startUpstream();
  const objects = objectsAt(s3.url);
  const stack = await startStack({
    upstream: upstream.url,
    ...options,
    environment: { ...storage(gate.url), OPENAI_MAX_RETRIES: '0', ...options.environment },
  });
  return {
    upstream,
    gate,
    objects,
    stack,
    async reset() {
      gate.gate();
      await objects.clear();
    },
    async close() {
      await Promise.all([stack, upstream, gate, s3].map((part) => part.close()));
    },
  };
}
