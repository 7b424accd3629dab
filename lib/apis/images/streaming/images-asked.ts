import type { RequestContext } from '../../../context/request-context.ts';
import { fieldsOf } from '../../../json/fields.ts';

/** How many images the request asks for. */
export function imagesAsked({ recorder }: RequestContext): number {
  const { n } = fieldsOf(recorder.facts().request);
  return typeof n === 'number' && n > 1 ? n : 1;
}
