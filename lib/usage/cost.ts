import { type Fields, fieldsOf } from '../json/fields.ts';
import { defaultImageModel, imageCost, type SideUsage } from './image-cost.ts';
import { priceRow } from './prices.ts';
import { priceCorrections } from './prices-in-use.ts';
import { priceTier } from './service-tiers.ts';
import { tokenCost } from './token-cost.ts';
import { toolFees } from './tool-fees.ts';
import { readUsage, type Usage } from './usage.ts';
import { videoCost } from './video-cost.ts';

/** The day on which the built-in prices were last changed. */
export const pricingVersion = '2026-11-30';

/** The prices in use, with corrections as `2026-11-22+<hash>`: logged with every estimate, so that it can be redone. */
export function pricingVersionInUse(): string {
  const corrections = priceCorrections();
  return corrections ? `${pricingVersion}+${corrections.version}` : pricingVersion;
}

/** What a cost is estimated from. */
export interface CostInput {
  /** As the response names it. */
  readonly model: string;
  /** As the response names it, not as it was asked for. */
  readonly serviceTier?: string | null;
  readonly usage: Usage | null;
  /** From `countToolCalls`. */
  readonly toolCalls?: Readonly<Record<string, number>>;
  /** The model of the image generation tool. */
  readonly imageModel?: string;
  /** The response's `tool_usage.image_gen`, which is not part of `usage`. */
  readonly imageUsage?: Usage | null;
  /** The models that wrote SVG images, one for each; not part of `usage` either. */
  readonly svgAuthors?: readonly SideUsage[];
  /** When the response was made: prices change. */
  readonly at: Date;
}

/**
 * What a response cost, in USD, rounded to a billionth: tokens, images and per-call fees, without taxes, regional uplifts and
 * an account's own discounts. Null where any part of it has no known price (model, tier, modality, date) or OpenAI sent no
 * usage: never 0 for the unknown, never a part for the whole.
 */
export function estimateCost(input: CostInput): number | null {
  const row = priceRow(input.model, input.at);
  const tier = priceTier(input.serviceTier ?? 'default');
  const rates = tier && row?.[tier];
  if (!row || !rates || !input.usage) return null;

  const tokens = tokenCost(input.usage, rates, row.longContext ?? false);
  const images = imageCost({
    made: input.toolCalls?.image_generation_call ?? 0,
    drawing: { model: input.imageModel, usage: input.imageUsage ?? null },
    svgAuthors: input.svgAuthors ?? [],
    at: input.at,
  });
  if (tokens === null || images === null) return null;
  return Math.round((tokens + images + toolFees(input.toolCalls ?? {})) * 1e9) / 1e9;
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** The memory of the containers that a response's tools create, as OpenAI names it; 1g unless told. */
function containerMemory(tools: unknown): string {
  const memory = list(tools)
    .map((tool) => fieldsOf(tool.container ?? tool.environment).memory_limit)
    .find((limit) => typeof limit === 'string');
  return memory ?? '1g';
}

/**
 * Counts the tool calls of a response's `output` by item type, and its distinct containers as `container_<memory>` (memory
 * from the response's `tools`). Not counted: failed calls, and the pages a web search opens, which OpenAI does not bill.
 */
export function countToolCalls(output: unknown, tools?: unknown): Record<string, number> {
  const calls: Record<string, number> = {};
  const containers = new Set<string>();
  for (const { type, status, container_id: container, ...item } of list(output)) {
    if (typeof type !== 'string' || !type.endsWith('_call') || status === 'failed') continue;
    const place = container ?? fieldsOf(item.environment).container_id;
    if (typeof place === 'string') containers.add(place);
    const action = fieldsOf(item.action).type ?? 'search';
    if (type !== 'web_search_call' || action === 'search') calls[type] = (calls[type] ?? 0) + 1;
  }
  if (containers.size > 0) calls[`container_${containerMemory(tools)}`] = containers.size;
  return calls;
}

/** Who wrote the SVG images of an `output`: an item says so itself; one that should and does not is of unknown cost. */
function svgAuthors(output: unknown): SideUsage[] {
  return list(output)
    .filter((item) => item.type === 'image_generation_call')
    .filter((item) => item.svg_usage || (item.output_format === 'svg' && item.status !== 'failed'))
    .map(({ svg_usage: written }) => {
      const { model } = fieldsOf(written);
      return { model: typeof model === 'string' ? model : undefined, usage: readUsage(written) };
    });
}

/** Whether `background_options` say that a response runs within hours: cheaper, by how much OpenAI has not published. */
export function hasCompletionWindow(options: unknown): boolean {
  const { completion_window: window } = fieldsOf(options);
  return window !== undefined && window !== null && window !== 'soonest';
}

/**
 * `estimateCost` of a whole response object as OpenAI sends it. Priced at its `created_at`; `now` where it has none. OpenAI's
 * own count of web searches (`tool_usage`) wins over ours. A video, too, is priced as OpenAI sends it.
 */
export function estimateResponseCost(value: unknown, now: Date): number | null {
  const response = fieldsOf(value);
  if (response.object === 'video') return videoCost(response);
  if (typeof response.model !== 'string' || hasCompletionWindow(response.background_options)) return null;
  const { created_at: createdAt, service_tier: serviceTier } = response;
  const toolUsage = fieldsOf(response.tool_usage);
  const searches = fieldsOf(toolUsage.web_search).num_requests;
  const imageModel = list(response.tools).find((tool) => tool.type === 'image_generation')?.model;
  return estimateCost({
    model: response.model,
    serviceTier: typeof serviceTier === 'string' ? serviceTier : null,
    usage: readUsage(response.usage),
    toolCalls: {
      ...countToolCalls(response.output, response.tools),
      ...(typeof searches === 'number' && { web_search_call: searches }),
    },
    imageModel: typeof imageModel === 'string' ? imageModel : defaultImageModel,
    imageUsage: readUsage(toolUsage.image_gen),
    svgAuthors: svgAuthors(response.output),
    at: typeof createdAt === 'number' ? new Date(createdAt * 1000) : now,
  });
}
