import { type Stack, startStack } from '../support/stack.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';

/** A background world, and the functions once more as they are without a bucket. */
export interface LifecycleWorld extends BackgroundWorld {
  readonly bucketless: Stack;
}

/**
 * Starts one, without retries upstream unless the environment says otherwise. The caller closes it.
 *
 * @param environment goes to both stacks
 */
export async function startLifecycleWorld(environment: Readonly<Record<string, string>> = {}): Promise<LifecycleWorld> {
  const world = await startBackgroundWorld({ environment });
  const bucketless = await startStack({
    upstream: world.upstream.url,
    environment: { OPENAI_MAX_RETRIES: '0', ...environment },
  });
  return {
    ...world,
    bucketless,
    async close() {
      await Promise.all([bucketless, world].map((part) => part.close()));
    },
  };
}
