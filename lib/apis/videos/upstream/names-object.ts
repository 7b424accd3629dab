import { fieldsOf } from '../../../json/fields.ts';

/** Whether a body names something of OpenAI's, which may not be there: a video, or a file. */
export function namesObject(body: unknown): boolean {
  const { video, input_reference: reference } = fieldsOf(body);
  return fieldsOf(video).id !== undefined || fieldsOf(reference).file_id !== undefined;
}
