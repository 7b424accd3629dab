import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../../lib/errors/catalogue.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';

describe('ServiceError', () => {
  it("takes what is not given from the catalogue's row", () => {
    const error = new ServiceError('image_too_large');
    expect(error).toMatchObject({ name: 'ServiceError', code: 'image_too_large', ...errorCatalogue.image_too_large });
    expect(error).not.toHaveProperty('cause');
  });

  it('takes an option over the row, an undefined one not', () => {
    const error = new ServiceError('image_too_large', { statusCode: 413, retryable: true, hint: undefined });
    expect(error).toMatchObject({ statusCode: 413, retryable: true, hint: errorCatalogue.image_too_large.hint });
  });

  it('keeps its cause, even an undefined one', () => {
    const cause = new Error('inner');
    expect(new ServiceError('internal_error', { cause }).cause).toBe(cause);
    expect(new ServiceError('internal_error', { cause: undefined })).toHaveProperty('cause', undefined);
  });
});
