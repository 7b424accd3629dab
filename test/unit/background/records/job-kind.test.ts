import { describe, expect, it } from 'vitest';
import { readRecord } from '../../../../lib/background/records/read-record.ts';
import { withWindow } from '../../../../lib/background/settle/with-window.ts';
import { jobRecord } from '../jobs.ts';

const written = new Date('2026-11-30T12:00:00Z');
const read = (fields: object) => readRecord('video_1', JSON.stringify(fields), written);

describe('the kind of a record', () => {
  it.each(['response', 'video'])('is what it says: %s', (kind) => {
    expect(read({ kind })).toMatchObject({ kind });
  });

  it.each([[{}], [{ kind: 'batch' }], [{ kind: 7 }]])(
    'is absent, which is a response, where it does not say: %j',
    (fields) => {
      expect(read(fields)).not.toHaveProperty('kind');
    },
  );
});

describe('the seconds that an extension adds', () => {
  it('are kept, and go before those of the whole', () => {
    const record = { ...jobRecord(), ...read({ kind: 'video', seconds: '8' }) };
    expect(withWindow({ object: 'video', seconds: '12' }, record)).toEqual({
      object: 'video',
      seconds: '12',
      billed_seconds: '8',
    });
  });
});
