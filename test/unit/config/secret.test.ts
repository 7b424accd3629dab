import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renewSecret, secretValue } from '../../../lib/config/secret.ts';
import { type FakeSecrets, startFakeSecrets } from '../../support/fake-secrets.ts';

let secrets: FakeSecrets;
let count = 0;

beforeAll(async () => {
  secrets = await startFakeSecrets({ value: 'first' });
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  });
});
afterAll(() => secrets.close());

/** A secret that no test before has read. */
function newArn(): string {
  count += 1;
  return `arn:aws:secretsmanager:us-east-1:123456789012:secret:test-${count}`;
}

const MINUTE = 60_000;

describe('a secret', () => {
  it.each([
    ['for five minutes', 5 * MINUTE - 1, 'first'],
    ['and no longer', 5 * MINUTE, 'second'],
  ])('is kept %s', async (_how, later, expected) => {
    const arn = newArn();
    secrets.answer({ value: ' first\n' });
    expect(await secretValue(arn, 0)).toBe('first');
    secrets.answer({ value: 'second' });
    expect(await secretValue(arn, later)).toBe(expected);
  });

  it('is read once for those who ask at the same time', async () => {
    const arn = newArn();
    await Promise.all([secretValue(arn, 0), secretValue(arn, 0), secretValue(arn, 0)]);
    expect(secrets.asked.filter((asked) => asked === arn)).toHaveLength(1);
  });

  it('that was refused is read again with its next use, unless it has just been read', async () => {
    const arn = newArn();
    secrets.answer({ value: 'old' });
    await secretValue(arn, 0);
    secrets.answer({ value: 'new' });
    expect(renewSecret(arn, 9_999)).toBe(false);
    expect(await secretValue(arn, 9_999)).toBe('old');
    expect(renewSecret(arn, 10_000)).toBe(true);
    expect(await secretValue(arn, 10_000)).toBe('new');
  });

  it('that could not be read is read again with its next use', async () => {
    const arn = newArn();
    secrets.answer({ failure: 'ResourceNotFoundException' });
    await expect(secretValue(arn, 0)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    secrets.answer({ value: 'there' });
    expect(await secretValue(arn, 0)).toBe('there');
  });
});
