/** What the SDK gives of an object's bytes, as far as reading them goes. */
interface ObjectBody {
  readonly transformToString: (encoding?: string) => Promise<string>;
  readonly destroy?: () => void;
}

/**
 * The text of an object, or its base64. The SDK's abort signal ends with the headers; a body that stalls after them ends with the
 * deadline here. Rejects with the deadline's reason, or with what reading fails of.
 */
export async function bodyInTime(
  body: ObjectBody | undefined,
  deadline: AbortSignal | undefined,
  encoding?: 'base64',
): Promise<string> {
  if (!body) return '';
  const reading = body.transformToString(encoding);
  if (!deadline) return reading;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const giveUp = () => {
    reject(deadline.reason);
    body.destroy?.();
  };
  if (deadline.aborted) giveUp();
  else deadline.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([reading, late]);
  } finally {
    deadline.removeEventListener('abort', giveUp);
    // Given up, it fails as well, and nobody listens any more.
    reading.catch(() => undefined);
  }
}
