import { sourceList } from './citations-view.ts';
import { element } from './element.ts';
import { type Json, listOf, objectOf, textOf } from './frame.ts';
import { growingText } from './growing-text.ts';
import { safePicture } from './safe-url.ts';
import { type Item, joinedText } from './transcript.ts';

/** An output item on the page. */
export interface ItemView {
  readonly root: HTMLElement;
  update(item: Item): void;
}

type MakeView = () => ItemView;

/** How each type of item is shown; one that is not here is shown as a card with what is known of it. */
const VIEWS: Readonly<Record<string, MakeView>> = {
  message: messageView,
  reasoning: reasoningView,
  code_interpreter_call: toolCard('Code interpreter', { channel: 'code', rest: codeOutputs }),
  web_search_call: toolCard('Web search', { line: searchedFor, rest: webSources }),
  file_search_call: toolCard('File search', { line: searchedFor, rest: (raw) => [sourceList(listOf(raw, 'results'))] }),
  function_call: toolCard('Function', { channel: 'arguments', pretty: true }),
  mcp_call: toolCard('MCP', {
    channel: 'arguments',
    pretty: true,
    rest: (raw) => [output(textOf(raw, 'output') ?? textOf(objectOf(raw, 'error'), 'message'))],
  }),
  custom_tool_call: toolCard('Custom tool', { channel: 'input' }),
  image_generation_call: toolCard('Image generation', {
    rest: (raw) => [
      picture(`data:image/${textOf(raw, 'output_format') ?? 'png'};base64,${textOf(raw, 'result') ?? ''}`),
    ],
  }),
};

/** A view for an item, by its type. */
export function itemView(type: string): ItemView {
  const make = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  return (make ?? toolCard(sentenceCase(type), { rest: (raw) => [output(JSON.stringify(raw, undefined, 2))] }))();
}

function messageView(): ItemView {
  const text = element('p', { class: 'text' });
  const root = element('article', { class: 'message' }, text);
  const growing = growingText(text);
  const sources = replaceable(root);
  return {
    root,
    update(item) {
      const refusal = joinedText(item, 'refusal');
      root.classList.toggle('refusal', refusal !== '');
      const said = refusal === '' ? joinedText(item, 'text') : refusal;
      // Images come with an empty message.
      root.hidden = said === '';
      growing.show(said);
      sources.show(item.annotations.length, () => [sourceList(item.annotations)]);
    },
  };
}

/** Folded: the thoughts are there for whoever wants them. */
function reasoningView(): ItemView {
  const text = element('p', { class: 'text' });
  const summary = element('summary', {}, 'Reasoning');
  const root = element('details', { class: 'reasoning' }, summary, text);
  const growing = growingText(text);
  return {
    root,
    update(item) {
      const thoughts = joinedText(item, 'summary') || joinedText(item, 'thoughts');
      root.hidden = thoughts === '';
      growing.show(thoughts);
    },
  };
}

interface CardParts {
  /** The text that streams in, as code. */
  readonly channel?: 'code' | 'arguments' | 'input';
  /** JSON to be set in lines once it is whole. */
  readonly pretty?: boolean;
  readonly line?: (raw: Json) => string | undefined;
  /** What there is to show once the item is done. */
  readonly rest?: (raw: Json) => readonly (Node | undefined)[];
}

function toolCard(title: string, { channel, pretty = false, line, rest }: CardParts): MakeView {
  return () => {
    const name = element('span', { class: 'name' });
    const state = element('span', { class: 'state' });
    const caption = element('p', { class: 'caption', hidden: true });
    const root = element(
      'article',
      { class: 'card', 'aria-label': title },
      element('h3', {}, title, name, state),
      caption,
    );
    const code = element('code');
    const block = element(
      'pre',
      { tabindex: '0', 'aria-label': `${title}: ${channel ?? ''}`, role: 'group', hidden: true },
      code,
    );
    if (channel) root.append(block);
    const growing = growingText(code);
    const results = replaceable(root);
    return {
      root,
      update(item) {
        name.textContent = textOf(item.raw, 'name') ?? '';
        state.textContent = (item.status ?? '').replaceAll('_', ' ');
        state.dataset.state = item.status ?? '';
        const said = line?.(item.raw);
        caption.hidden = said === undefined;
        caption.textContent = said ?? '';
        const text = channel ? joinedText(item, channel) : '';
        block.hidden = text === '';
        growing.show(pretty && item.status === 'completed' ? inLines(text) : text);
        if (rest) results.show(item.raw, () => rest(item.raw));
      },
    };
  };
}

/** A place at the end of `parent` whose nodes are made anew when what they are made of is another. */
function replaceable(parent: HTMLElement) {
  let shown: unknown;
  const place = element('div', { class: 'results', hidden: true });
  parent.append(place);
  return {
    show(key: unknown, make: () => readonly (Node | undefined)[]) {
      if (key === shown) return;
      shown = key;
      const nodes = make().filter((node) => node !== undefined);
      place.hidden = nodes.length === 0;
      place.replaceChildren(...nodes);
    },
  };
}

function codeOutputs(raw: Json): (Node | undefined)[] {
  return listOf(raw, 'outputs').map((made) => output(textOf(made, 'logs')) ?? picture(made.url));
}

function output(text: string | undefined): HTMLElement | undefined {
  if (!text) return undefined;
  return element('pre', { class: 'output', tabindex: '0', role: 'group', 'aria-label': 'Output' }, text);
}

function picture(address: unknown): HTMLElement | undefined {
  const source = safePicture(address);
  return source?.endsWith(',') === false
    ? element('img', { src: source, alt: 'Picture of the tool', decoding: 'async' })
    : undefined;
}

function searchedFor(raw: Json): string | undefined {
  const queries = raw.queries ?? objectOf(raw, 'action')?.queries;
  const said = Array.isArray(queries) ? queries.filter((query) => typeof query === 'string') : [];
  return said.length > 0 ? said.join(' · ') : textOf(objectOf(raw, 'action'), 'query');
}

function webSources(raw: Json): (Node | undefined)[] {
  return [sourceList(listOf(objectOf(raw, 'action'), 'sources'))];
}

function inLines(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text; // Cut short, or no JSON.
  }
}

function sentenceCase(type: string): string {
  const words = type.replaceAll('_', ' ').trim();
  return words === '' ? 'Output' : words[0]?.toUpperCase() + words.slice(1);
}
