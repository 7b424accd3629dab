import { isRowOf } from '../../../lib/json/fields.ts';
import { type Failure, invalid, moderationBlocked, quotaExceeded, rateLimited, serverFailed } from './failures.ts';
import { loadSharp } from './pictures/draw-picture.ts';
import { pictureOf, refusePicture } from './pictures/picture.ts';
import type { Play } from './play.ts';
import { type CreateRequest, toolOutput } from './request.ts';
import { audio } from './scenarios/audio.ts';
import { compaction } from './scenarios/compaction.ts';
import { everyEvent } from './scenarios/every-event.ts';
import { image, imageBig, imageNoUsage, imageRefusal, imageSmall, images, imageText } from './scenarios/image.ts';
import { reasoning } from './scenarios/reasoning.ts';
import { errorMidStream, failed, incomplete, longText, refuse, text, unknownEvent } from './scenarios/text.ts';
import { codeInterpreter, codeInterpreterError } from './scenarios/tools-code.ts';
import { customTool, functionCall } from './scenarios/tools-function.ts';
import { mcp, mcpFailed } from './scenarios/tools-mcp.ts';
import { fileSearch, webSearch } from './scenarios/tools-search.ts';
import { applyPatch, shell } from './scenarios/tools-shell.ts';

export interface Scenario {
  readonly play: Play;
  /** The HTTP error to answer instead; `attempt` counts from 1 the times that this very body was sent. */
  readonly refuse?: (attempt: number, request: CreateRequest) => Failure | undefined;
  /** Loads what the play needs before anything is answered. Throws a Failure where this machine does not have it. */
  readonly prepare?: (request: CreateRequest) => Promise<unknown>;
}

const prepareToDraw = async (request: CreateRequest): Promise<unknown> =>
  pictureOf(request).format === 'svg' ? undefined : loadSharp();

const DRAWS = { refuse: refusePicture, prepare: prepareToDraw };

/** Everything that `metadata.scenario` may name. */
export const SCENARIOS = {
  text: { play: text },
  'long-text': { play: longText },
  reasoning: { play: reasoning },
  'function-call': { play: functionCall },
  'custom-tool': { play: customTool },
  'code-interpreter': { play: codeInterpreter },
  'code-interpreter-error': { play: codeInterpreterError },
  'file-search': { play: fileSearch },
  'web-search': { play: webSearch },
  mcp: { play: mcp },
  'mcp-failed': { play: mcpFailed },
  shell: { play: shell },
  'apply-patch': { play: applyPatch },
  image: { play: image, ...DRAWS },
  images: { play: images, ...DRAWS },
  'image-no-usage': { play: imageNoUsage, ...DRAWS },
  'image-big': { play: imageBig },
  'image-small': { play: imageSmall },
  'image-text': { play: imageText },
  'image-refusal': { play: imageRefusal },
  'image-moderation': { play: imageText, refuse: moderationBlocked },
  audio: { play: audio },
  refusal: { play: refuse },
  compaction: { play: compaction },
  incomplete: { play: incomplete },
  failed: { play: failed },
  'error-mid-stream': { play: errorMidStream },
  'unknown-event': { play: unknownEvent },
  'every-event': { play: everyEvent },
  'rate-limit': { play: text, refuse: (_, request) => rateLimited(request.model, waitOf(request)) },
  'rate-limit-then-ok': {
    play: text,
    refuse: (attempt, request) => (attempt % 2 === 1 ? rateLimited(request.model, waitOf(request)) : undefined),
  },
  'server-error': { play: text, refuse: () => serverFailed() },
  quota: { play: text, refuse: quotaExceeded },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** Which scenario shows a tool at work. A type that is not here, OpenAI's newest included, gets text. */
const SCENARIO_OF_TOOL: Readonly<Record<string, ScenarioName>> = {
  function: 'function-call',
  custom: 'custom-tool',
  code_interpreter: 'code-interpreter',
  file_search: 'file-search',
  web_search: 'web-search',
  web_search_2025_08_26: 'web-search',
  web_search_preview: 'web-search',
  web_search_preview_2025_03_11: 'web-search',
  mcp: 'mcp',
  shell: 'shell',
  apply_patch: 'apply-patch',
  image_generation: 'image',
};

/**
 * The scenario that the request names, or the one that fits it: its modalities, the tool that it insists on, its first
 * tool, its reasoning, text.
 */
function chooseScenario(request: CreateRequest): ScenarioName | undefined {
  const named = request.metadata?.scenario;
  if (named !== undefined) return isRowOf(SCENARIOS, named) ? named : undefined;
  if (request.modalities?.includes('audio')) return 'audio';
  // A tool's answer is put in words, or a caller's tool loop would never end.
  const mayCall = request.tool_choice !== 'none' && toolOutput(request) === undefined;
  const forced = typeof request.tool_choice === 'object' ? request.tool_choice.type : undefined;
  if (mayCall && forced && Object.hasOwn(SCENARIO_OF_TOOL, forced)) return SCENARIO_OF_TOOL[forced];
  const tool = mayCall ? request.tools?.find(({ type }) => Object.hasOwn(SCENARIO_OF_TOOL, type)) : undefined;
  if (tool) return SCENARIO_OF_TOOL[tool.type];
  return request.reasoning?.summary ? 'reasoning' : 'text';
}

/**
 * The row that `chooseScenario` names. Throws a Failure where the request names one that is not in the table, or not among
 * those that its endpoint can play.
 */
export function scenarioOf(
  request: CreateRequest,
  playable: readonly ScenarioName[] = Object.keys(SCENARIOS) as ScenarioName[],
): Scenario {
  const name = chooseScenario(request);
  if (name && playable.includes(name)) return SCENARIOS[name];
  const known = playable.join(', ');
  const message = `The stand-in knows no scenario '${request.metadata?.scenario}'. It knows: ${known}.`;
  throw invalid(message, 'metadata.scenario', 'invalid_value');
}

/** How long a refused caller is told to wait, in ms: hardly at all where it wants no pacing. */
const waitOf = (request: CreateRequest): number => (request.metadata?.pace === 'none' ? 20 : 1000);
