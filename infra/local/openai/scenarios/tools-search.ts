import type {
  ResponseFileSearchToolCall,
  ResponseFunctionWebSearch,
  ResponseOutputText,
} from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { promptText, toolOf } from '../request.ts';
import { message } from './message.ts';

const PASSAGES = [
  { filename: 'tides.md', score: 0.93, text: 'High water follows the moon by about fifty minutes a day.' },
  { filename: 'harbour.md', score: 0.71, text: 'The harbour gate closes two hours before low water.' },
];

const PAGES = [
  { title: 'Tides, explained', url: 'https://example.com/tides' },
  { title: 'A harbour almanac', url: 'https://example.org/almanac' },
];

/** Finds two passages and cites the first. Results come whether included or not. */
export function* fileSearch(context: PlayContext): Generator<DraftEvent, Ending> {
  const place = { item_id: context.identify('fs'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const most = toolOf(context.request, 'file_search')?.max_num_results ?? PASSAGES.length;
  const results = PASSAGES.slice(0, most).map((passage) => ({
    attributes: {},
    file_id: context.identify('file', 24).replace('_', '-'),
    ...passage,
  }));
  const item: ResponseFileSearchToolCall = {
    id: place.item_id,
    type: 'file_search_call',
    status: 'in_progress',
    queries: [],
    results: null,
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.file_search_call.in_progress', ...place };
  yield { type: 'response.file_search_call.searching', ...place };
  yield { type: 'response.file_search_call.completed', ...place };
  const done: ResponseFileSearchToolCall = { ...item, status: 'completed', queries: [queryOf(context)], results };
  yield { type: 'response.output_item.done', output_index, item: done };

  const text = 'According to your files, high water follows the moon by about fifty minutes a day.';
  const annotations = results.slice(0, 1).map(
    ({ file_id, filename }): ResponseOutputText.FileCitation => ({
      type: 'file_citation',
      file_id,
      filename,
      index: text.length - 1,
    }),
  );
  yield* message(context, text, { annotations });
  return { status: 'completed' };
}

/** Searches once, names its sources and cites each in the answer. */
export function* webSearch(context: PlayContext): Generator<DraftEvent, Ending> {
  const place = { item_id: context.identify('ws'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const query = queryOf(context);
  const item: ResponseFunctionWebSearch = {
    id: place.item_id,
    type: 'web_search_call',
    status: 'in_progress',
    action: { type: 'search', query },
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.web_search_call.in_progress', ...place };
  yield { type: 'response.web_search_call.searching', ...place };
  yield { type: 'response.web_search_call.completed', ...place };
  const sources = PAGES.map(({ url }) => ({ type: 'url' as const, url }));
  const action = { type: 'search' as const, query, queries: [query], sources };
  yield { type: 'response.output_item.done', output_index, item: { ...item, status: 'completed', action } };

  const links = PAGES.map(({ title, url }) => `([${title}](${url}))`);
  const text = `Two pages agree that the tide turns twice a day. ${links.join(' ')}`;
  const annotations = PAGES.map(({ title, url }, index): ResponseOutputText.URLCitation => {
    const link = links[index] ?? '';
    const start_index = text.indexOf(link);
    return { type: 'url_citation', start_index, end_index: start_index + link.length, title, url };
  });
  yield* message(context, text, { annotations });
  return { status: 'completed' };
}

const queryOf = (context: PlayContext): string => promptText(context.request) || 'when does the tide turn';
