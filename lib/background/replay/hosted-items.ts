import { type Fields, fieldsOf } from '../../json/fields.ts';
import { begun, type ItemPlace, type ItemRow, isFinished, type PlayedEvent } from './played-event.ts';

/** What OpenAI's own tools do, which is told by its stages. */
export const hostedItems = {
  file_search_call: {
    begins: (item) => begun(item, { queries: [], results: null }),
    events: stages('response.file_search_call.in_progress', 'response.file_search_call.searching', {
      completed: 'response.file_search_call.completed',
    }),
  },
  web_search_call: {
    begins: (item) => begun(item, { action: { type: fieldsOf(item.action).type } }),
    events: stages('response.web_search_call.in_progress', 'response.web_search_call.searching', {
      completed: 'response.web_search_call.completed',
    }),
  },
  image_generation_call: {
    begins: ({ id, type }) => ({ id, type, status: 'in_progress' }),
    events: stages('response.image_generation_call.in_progress', 'response.image_generation_call.generating', {
      completed: 'response.image_generation_call.completed',
    }),
  },
  mcp_list_tools: {
    begins: (item) => begun(item, { tools: [], error: null }),
    events: function* ({ error }, place) {
      yield { type: 'response.mcp_list_tools.in_progress', ...place };
      const end = error ? 'response.mcp_list_tools.failed' : 'response.mcp_list_tools.completed';
      yield { type: end, ...place };
    },
  },
} as const satisfies Readonly<Record<string, ItemRow>>;

type Stage = PlayedEvent['type'];

function stages(begun: Stage, working: Stage, { completed }: { readonly completed: Stage }): ItemRow['events'] {
  return function* (item: Fields, place: ItemPlace) {
    yield { type: begun, ...place };
    yield { type: working, ...place };
    if (isFinished(item)) yield { type: completed, ...place };
  };
}
