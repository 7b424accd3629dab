import type { RequestContext } from '../../context/request-context.ts';
import type { Interceptor } from '../../stream/interceptor.ts';

/** Waits for what a stream's interceptor keeps. What the store takes too long for is given up: it has gone out. */
export async function keptInTime(interceptor: Interceptor | undefined, { deadline }: RequestContext): Promise<void> {
  const work = interceptor?.settled();
  if (!work) return;
  const timer = setTimeout(() => interceptor?.abandon(), deadline.leftMs());
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}
