import * as z from 'zod';
import { isFields } from '../json/fields.ts';
import { FormFile } from '../multipart/form-file.ts';
import { explain } from './problem-text.ts';

/** A file that was uploaded before, in place of one in the form. */
export interface UploadReference {
  /** From `POST /api/uploads/url`. */
  readonly upload_key: string;
  /** What it is to be called. */
  readonly filename?: string;
}

/** A file of a request. */
export type FileInput = FormFile | UploadReference;

const WANTED = explain('Not a file', 'Send a file of a form, or an upload in its place: {"upload_key": "upl_…"}');

/** Whether a value names an upload. */
export function isUploadReference(value: unknown): value is UploadReference {
  if (!isFields(value) || typeof value.upload_key !== 'string') return false;
  const { filename } = value;
  return filename === undefined || (typeof filename === 'string' && filename !== '' && filename.length <= LONGEST_NAME);
}

const LONGEST_NAME = 255;

/** Whether a value is a file of a form, or an upload in its place. */
export function isFileInput(value: unknown): value is FileInput {
  return value instanceof FormFile || isUploadReference(value);
}

/**
 * A field that is a file: a part of a form with a file name, or an upload in its place, which JSON has as well.
 *
 * @param description for the OpenAPI document: what it is a file of, and how large it may be
 */
export function fileField(description: string): z.ZodType<FileInput> {
  return z.custom<FileInput>(isFileInput, { error: WANTED }).meta({
    override: {
      description,
      anyOf: [
        { type: 'string', format: 'binary' },
        {
          type: 'object',
          properties: { upload_key: { type: 'string' }, filename: { type: 'string' } },
          required: ['upload_key'],
        },
      ],
    },
  });
}
