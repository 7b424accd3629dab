import type { RequestContext } from '../../../context/request-context.ts';
import type { Fields } from '../../../json/fields.ts';
import type { UpstreamAnswer, UpstreamRequest } from '../../../upstream/request-upstream.ts';
import { sendPlain } from '../../../upstream/send-plain.ts';
import { type FileRule, openForm } from './open-form.ts';

/** A form on its way to OpenAI. */
export interface SentFields {
  /** Below the base URL: `/images/edits`. */
  readonly path: string;
  /** Files and uploads among them, alone or in lists. */
  readonly fields: Fields;
  /** What each file has to be; left out: anything. */
  readonly accepts?: FileRule;
}

/**
 * Sends fields to OpenAI as a multipart form, which `openForm` makes. Uploads are removed once OpenAI has taken them. Throws as
 * `requestUpstream` and `openForm` do.
 *
 * @example
 * const upstream = await sendWithFiles(context, { path: '/audio/transcriptions', fields: { model, file } }, { kind: 'generation', model });
 */
export async function sendWithFiles(
  context: RequestContext,
  { path, fields, accepts }: SentFields,
  request: UpstreamRequest,
): Promise<UpstreamAnswer> {
  const form = await openForm(fields, context, accepts);
  const upstream = await sendPlain(context, { method: 'POST', path, body: form.body }, request);
  await form.taken();
  return upstream;
}
