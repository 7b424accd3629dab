import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpTable } from '../../../lib/storage/table/http-table.ts';
import { itemKey } from '../../../lib/storage/table/table.ts';
import { type Sigv4Verifier, startSigv4Verifier } from '../../support/sigv4-verifier.ts';

const signers = [
  { name: 'a session', signer: { accessKeyId: 'AKIDA', secretAccessKey: 'secret/1', sessionToken: 'token+/=' } },
  { name: 'a user', signer: { accessKeyId: 'AKIDB', secretAccessKey: 'secret/2' } },
];

describe.each(signers)('requests to the table, signed by $name', ({ signer }) => {
  let verifier: Sigv4Verifier;

  beforeAll(async () => {
    verifier = await startSigv4Verifier({ signer, region: 'eu-west-1', serviceOf: () => 'dynamodb', apiKey: 'none' });
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', signer.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', signer.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', signer.sessionToken ?? '');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await verifier.close();
  });

  it('are taken by whoever checks them as AWS does', async () => {
    const table = httpTable({ table: 'access', endpoint: verifier.url });
    // What the verifier answers is none of DynamoDB's: it is the signature that counts.
    const asked = ['KEY#a', 'KEY#ä€𐍈'].map((pk) =>
      table.send('GetItem', { TableName: table.name, Key: itemKey(pk, 'KEY') }).catch(() => undefined),
    );
    await Promise.all(asked);
    expect(verifier.requests.length).toBeGreaterThanOrEqual(2);
    expect(verifier.requests.map(({ refusal }) => refusal).filter(Boolean)).toEqual([]);
    expect(verifier.requests[0]?.headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
  });
});
