import { type Fields, fieldsOf } from '../json/fields.ts';
import { defaultImageModel } from '../usage/image-cost.ts';
import { mostImageTokens } from '../usage/image-tokens.ts';
import { modelLimits } from '../usage/model-limits.ts';
import { toolFees } from '../usage/tool-fees.ts';

/** What a number of tokens of a model costs at most, in USD; null where that has no known price. */
export type TokenPrice = (model: string, inputTokens: number, outputTokens: number) => number | null;

/** What the tools of a request are priced by. */
export interface ToolSetting {
  readonly tools: readonly Fields[];
  /** The model that answers. */
  readonly model: string;
  /** Whether there may be images for the image generation tool to work on. */
  readonly edits: boolean;
  /** At the standard tier: OpenAI names no other for images. */
  readonly price: TokenPrice;
}

/** Tools that the caller runs: a call ends the response. */
const CALLERS_TOOLS: ReadonlySet<string> = new Set([
  'function',
  'custom',
  'namespace',
  'local_shell',
  'apply_patch',
  'computer',
  'computer_use_preview',
]);

/** The fee of a call, by the tool's type; its item's name is what `tool-fees.ts` prices. */
const CALLS: Readonly<Record<string, string>> = {
  web_search: 'web_search_call',
  web_search_2025_08_26: 'web_search_call',
  web_search_preview: 'web_search_call',
  web_search_preview_2025_03_11: 'web_search_call',
  file_search: 'file_search_call',
  code_interpreter: 'code_interpreter_call',
  shell: 'shell_call',
  mcp: 'mcp_call',
  tool_search: 'tool_search_call',
  programmatic_tool_calling: 'program_call',
  image_generation: 'image_generation_call',
};

/** What a prompt template may bring that a request does not show: any tool, in its dearest form. */
export const TEMPLATE_TOOLS: readonly Fields[] = [
  { type: 'web_search' },
  { type: 'code_interpreter', container: { type: 'auto', memory_limit: '64g' } },
  { type: 'image_generation', partial_images: 3 },
];

/** Writes SVG where the tool names no model and OpenAI does not take the one that answers (inference.sh, gpt-image-2.6: its price). */
const SVG_AUTHOR = 'gpt-6-luna';

/** What is told to whoever writes an SVG: the prompt and the image. Not published, assumed. */
const SVG_INPUT_TOKENS = 65_536;

function typeOf(tool: Fields): string {
  return typeof tool.type === 'string' ? tool.type : 'unnamed';
}

/** The tools that OpenAI runs: after a call the model reads everything again. */
export function hostedTools(tools: readonly Fields[]): readonly Fields[] {
  return tools.filter((tool) => {
    if (tool.type === 'tool_search') return tool.execution !== 'client';
    if (tool.type === 'shell') return fieldsOf(tool.environment).type !== 'local';
    return !CALLERS_TOOLS.has(typeOf(tool));
  });
}

function max(costs: readonly (number | null)[]): number | null {
  return costs.reduce((most, cost) => (most === null || cost === null ? null : Math.max(most, cost)), 0);
}

function sum(costs: readonly (number | null)[]): number | null {
  return costs.reduce((all, cost) => (all === null || cost === null ? null : all + cost), 0);
}

/** Any tool's container may be priced by the memory that another one names: the log counts containers, not whose they are. */
function containerFee(tools: readonly Fields[]): number | null {
  const named = tools.map((tool) => fieldsOf(tool.container ?? tool.environment).memory_limit);
  const memories = ['1g', ...named.filter((memory) => typeof memory === 'string')];
  return max(memories.map((memory) => toolFees({ [`container_${memory}`]: 1 }) || null));
}

function svgCost(tool: Fields, { model, price }: ToolSetting): number | null {
  const { model: named } = fieldsOf(tool.svg);
  const authors = typeof named === 'string' ? [named] : [model, SVG_AUTHOR];
  return max(authors.map((author) => price(author, SVG_INPUT_TOKENS, modelLimits(author).outputTokens)));
}

function imageCallCost(tool: Fields, setting: ToolSetting): number | null {
  const model = typeof tool.model === 'string' ? tool.model : defaultImageModel;
  const { inputTokens, outputTokens } = mostImageTokens(model, tool, setting.edits && tool.action !== 'generate');
  const drawn = setting.price(model, inputTokens, outputTokens);
  return tool.output_format === 'svg' ? sum([drawn, svgCost(tool, setting)]) : drawn;
}

function callCost(tool: Fields, setting: ToolSetting): number | null {
  const type = typeOf(tool);
  const call = Object.hasOwn(CALLS, type) ? CALLS[type] : undefined;
  if (call === undefined) return null;
  if (type === 'image_generation') return imageCallCost(tool, setting);
  const fee = toolFees({ [call]: 1 });
  return type === 'code_interpreter' || type === 'shell' ? sum([fee, containerFee(setting.tools)]) : fee;
}

/** The most that one call of any of these hosted tools costs beside the tokens of the model that answers; null where unknown. */
export function dearestCall(setting: ToolSetting): number | null {
  return max(setting.tools.map((tool) => callCost(tool, setting)));
}
