import * as z from 'zod';
import type { Operation } from '../../../openapi/operation.ts';
import { json } from '../../../openapi/successes.ts';
import { uploadUrlRequest } from '../schemas/upload-url-request.ts';

const uploadUrlSchema = z.strictObject({
  upload_key: z.string().meta({ description: 'Names the upload in a request, in place of a file.' }),
  method: z.literal('PUT'),
  url: z.string().meta({ description: 'Takes the file, once, without credentials.' }),
  headers: z.record(z.string(), z.string()).meta({ description: 'Headers of the PUT: S3 refuses others.' }),
  expires_at: z.string().meta({ description: 'Until when the PUT may begin.' }),
});

/** What the OpenAPI document says of uploads. */
export const uploadsOperations = {
  'create-upload-url': {
    description:
      'For files that are larger than a request may be (4.5 MB). PUT the file to `url`, then send `{"upload_key": "…"}` in the place of the file. It is used once, within a day.',
    request: uploadUrlRequest,
    examples: {
      sound: { summary: 'An hour of speech', value: { bytes: 24_000_000, content_type: 'audio/mpeg' } },
    },
    successes: {
      200: json('Where the file goes.', uploadUrlSchema, {
        examples: {
          url: {
            summary: 'A URL for one file',
            value: {
              upload_key: 'upl_0123456789abcdef0123456789abcdef',
              method: 'PUT',
              url: 'https://bucket.s3.eu-central-1.amazonaws.com/uploads/upl_0123456789abcdef0123456789abcdef?X-Amz-Signature=…',
              headers: { 'content-type': 'audio/mpeg', 'content-length': '24000000' },
              expires_at: '2026-11-30T12:15:00.000Z',
            },
          },
        },
      }),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
