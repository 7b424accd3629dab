import * as z from 'zod';

/** What S3 takes in one PUT: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html. */
const LARGEST_BYTES = 5 * 1024 ** 3;

/** `type/subtype`, as in `audio/mpeg`, with parameters or without (RFC 9110 §8.3.1). */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?:; ?[\w-]+=[\w.+-]+)*$/;

/** What `create-upload-url` takes. */
export const uploadUrlRequest = {
  body: z.strictObject({
    bytes: z.int().min(1).max(LARGEST_BYTES).meta({ description: 'The exact size of the file, in bytes.' }),
    content_type: z
      .string()
      .regex(MEDIA_TYPE, 'must be a media type, as audio/mpeg')
      .meta({ description: 'What the upload is sent as.' }),
  }),
};

/** The same, checked. */
export type UploadUrlRequest = z.output<typeof uploadUrlRequest.body>;
