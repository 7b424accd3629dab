/** How long a value is used before it is read again: a key that was replaced is in use everywhere within five minutes. */
const KEPT_MS = 300_000;
/** A value this young is not read again, however often it was refused. */
const YOUNG_MS = 10_000;

interface Held {
  readonly value: Promise<string>;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

const held = new Map<string, Held>();

/**
 * The value of a secret in Secrets Manager, less white space around it, kept for five minutes by this container. Rejects with
 * the SDK's own error; the next call then reads again. The SDK is loaded with the first secret (20 ms of a first request).
 */
export function secretValue(arn: string, now = Date.now()): Promise<string> {
  const known = held.get(arn);
  if (known && now - known.readAt < KEPT_MS) return known.value;
  const value = read(arn);
  held.set(arn, { value, readAt: now });
  value.catch(() => {
    if (held.get(arn)?.value === value) held.delete(arn);
  });
  return value;
}

/** Has a secret that was refused read again with its next use. False where it has just been: reading it again is no use. */
export function renewSecret(arn: string, now = Date.now()): boolean {
  const known = held.get(arn);
  if (known && now - known.readAt < YOUNG_MS) return false;
  held.delete(arn);
  return true;
}

async function read(arn: string): Promise<string> {
  const { readSecretString } = await import('./secrets-manager.ts');
  const text = await readSecretString(arn);
  return text.trim();
}
