import type { RelayService } from '../../../context/relayed-request.ts';
import { fieldsOf } from '../../../json/fields.ts';
import { asRetired } from '../upstream/as-retired.ts';
import { namesObject } from '../upstream/names-object.ts';

/** A service of OpenAI's dialect, whose refusals are `upstream_retired` where the upstream serves no videos any more. */
export function retiring(serve: RelayService): RelayService {
  return async (request, context) => {
    try {
      return await serve(request, context);
    } catch (error) {
      const { path, body } = request.values;
      const { model } = fieldsOf(body);
      throw asRetired(error, {
        namesObject: Object.keys(path).length > 0 || namesObject(body),
        now: context.date(),
        model: typeof model === 'string' ? model : undefined,
      });
    }
  };
}
