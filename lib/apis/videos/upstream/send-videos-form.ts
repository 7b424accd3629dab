import type { RequestContext } from '../../../context/request-context.ts';
import { fieldsOf } from '../../../json/fields.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { type SentFields, sendWithFiles } from '../../uploads/files/send-with-files.ts';
import { asRetired } from './as-retired.ts';
import { namesObject } from './names-object.ts';

/** Sends a form to the Videos API. Throws as `sendWithFiles` does, and `upstream_retired`. */
export async function sendVideosForm(context: RequestContext, form: SentFields): Promise<UpstreamAnswer> {
  const { model } = fieldsOf(form.fields);
  const name = typeof model === 'string' ? model : undefined;
  try {
    return await sendWithFiles(context, form, { kind: 'generation', model: name });
  } catch (error) {
    throw asRetired(error, { namesObject: namesObject(form.fields), now: context.date(), model: name });
  }
}
