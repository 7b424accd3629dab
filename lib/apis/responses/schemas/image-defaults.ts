import type { ImageRequest } from './image-request.ts';
import { isImageTool, splitImageFields } from './image-tool.ts';
import { type CompleteTextRequest, completeTextRequest } from './text-defaults.ts';
import type { TextRequest } from './text-request.ts';

/** An image request as it goes to OpenAI: a text request that has to call its image tool. */
export type CompleteImageRequest = Omit<CompleteTextRequest, 'tool_choice' | 'tools'> & {
  readonly tools: readonly { readonly type: string }[];
  readonly tool_choice: { readonly type: 'image_generation' };
};

/** An image request made ready. */
interface CompletedImageRequest {
  readonly request: CompleteImageRequest;
  /** One for each thing taken out or replaced: printable ASCII without commas, fit for a header. */
  readonly warnings: readonly string[];
  readonly delivery: NonNullable<ImageRequest['image_delivery']>;
  /** The model that draws, as the tool names it. */
  readonly imageModel: string;
}

/**
 * Turns the image fields into the `image_generation` tool, fills in the defaults, and takes out what OpenAI refuses.
 *
 * An `image_generation` tool of the caller's own keeps its place among the tools and what the image fields do not say.
 * `tool_choice` is always that tool: a caller's 'auto' or 'required', or a list of allowed tools that has it, is replaced,
 * with a warning (other choices are refused before they get here).
 *
 * @param defaults the deployment's own models, for requests that name none
 */
export function completeImageRequest(
  request: ImageRequest,
  defaults: { readonly model: string; readonly imageModel: string },
): CompletedImageRequest {
  const { image_delivery: delivery = 'both', tools: sent, tool_choice: choice, ...fields } = request;
  const tools = sent ?? [];
  const { settings, rest } = splitImageFields(fields);
  const { request: text, warnings } = completeTextRequest(rest as TextRequest, defaults);

  const index = tools.findIndex(isImageTool);
  const own: Readonly<Record<string, unknown>> = tools[index] ?? {};
  const model = settings.model ?? own.model ?? defaults.imageModel;
  const wanted = typeof choice === 'string' ? choice : choice?.type;
  const tool = { ...own, ...settings, type: 'image_generation' as const, model };
  return {
    request: {
      ...text,
      tools: index < 0 ? [...tools, tool] : tools.with(index, tool),
      tool_choice: { type: 'image_generation' },
    },
    warnings:
      wanted === undefined || wanted === 'image_generation'
        ? warnings
        : [...warnings, `tool_choice '${wanted}' replaced: image endpoints always call image_generation`],
    delivery,
    imageModel: typeof model === 'string' ? model : JSON.stringify(model),
  };
}
