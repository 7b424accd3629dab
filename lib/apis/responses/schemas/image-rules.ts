import type * as z from 'zod';
import { fieldsOf } from '../../../json/fields.ts';
import { addIssues } from '../../../validation/omitted-issue.ts';
import { parameterPath } from '../../../validation/parameter-path.ts';
import { explain } from '../../../validation/problem-text.ts';
import { imageSizeProblems } from './image-size.ts';
import { imageSettings, isImageTool } from './image-tool.ts';
import { checkTextRules } from './text-rules.ts';

type Settings = ReturnType<typeof imageSettings>;

/** A combination that OpenAI refuses: the property it blames, and what it says. */
interface Rule {
  readonly property: keyof Settings;
  readonly with: string;
  readonly hint: string;
  readonly broken: (value: unknown, format: unknown) => boolean;
}

/**
 * Source of this and of the rules: the properties of Tool.ImageGeneration in the installed SDK, but for compressed png,
 * which OpenAI answers with its error `invalid_png_output_compression` ("Compression less than 100").
 */
const DEFAULT_FORMAT = 'png';

const rules: readonly Rule[] = [
  {
    property: 'output_compression',
    with: 'png images',
    hint: "Set image_format to 'jpeg' or 'webp' (it is 'png' by default), or omit output_compression, which is 100 then",
    // 100 is the default, which OpenAI's own answers name.
    broken: (compression, format) => format === 'png' && compression !== 100,
  },
  {
    property: 'output_compression',
    with: 'gif images',
    hint: "Set image_format to 'jpeg' or 'webp', or omit output_compression",
    // OpenAI's words are "custom output_compression": 100 is its default.
    broken: (compression, format) => format === 'gif' && compression !== 100,
  },
  {
    property: 'background',
    with: 'jpeg images where it is transparent',
    hint: "Set image_format to 'png' or 'webp', which can be transparent, or choose another background",
    broken: (background, format) => format === 'jpeg' && background === 'transparent',
  },
  {
    property: 'partial_images',
    with: 'gif images',
    hint: "Set image_format to 'png', 'webp' or 'jpeg', or omit partial_images",
    broken: (count, format) => format === 'gif' && typeof count === 'number' && count > 0,
  },
  {
    property: 'input_image_mask',
    with: 'gif images',
    hint: "Set image_format to 'png', 'webp' or 'jpeg', or omit input_image_mask",
    broken: (_, format) => format === 'gif',
  },
  ...(['frame_count', 'frame_duration_ms'] as const).map((property) => ({
    property,
    with: 'images other than gif',
    hint: `Set image_format to 'gif', or omit ${property}`,
    broken: (_: unknown, format: unknown) => format !== 'gif',
  })),
  {
    property: 'svg',
    with: 'images other than svg',
    hint: "Set image_format to 'svg', or omit svg",
    broken: (_, format) => format !== 'svg',
  },
];

const doubled = explain(
  'tools has more than one image_generation tool',
  'Send one image_generation tool, or none and the image fields of the request alone',
);

const otherChoice = explain(
  "'tool_choice' must leave image_generation to be called",
  "Omit tool_choice, send {type: 'image_generation'}, or name it among the tools of allowed_tools; to leave the choice to " +
    'the model, POST to /api/responses/text with image_generation among the tools',
);

/** The rules' answers to a schema of image requests, those of text requests included, whatever else is wrong. */
export function checkImageRules(body: unknown, context: z.core.$RefinementCtx): void {
  checkTextRules(body, context);
  const fields = fieldsOf(body);
  const refuse = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path: [...path], message });

  const settings = imageSettings(fields);
  const format = settings.output_format?.value ?? DEFAULT_FORMAT;
  for (const rule of rules) {
    const setting = settings[rule.property];
    if (!setting || setting.value === null || !rule.broken(setting.value, format)) continue;
    refuse(setting.path, explain(`'${parameterPath(setting.path)}' is not supported with ${rule.with}`, rule.hint));
  }

  const { size } = settings;
  // The field of the request has its own schema, which says the same.
  if (size && size.value !== null && size.path[0] === 'tools') {
    for (const message of imageSizeProblems(size.value, parameterPath(size.path))) refuse(size.path, message);
  }

  const tools: readonly unknown[] = Array.isArray(fields.tools) ? fields.tools : [];
  const first = tools.findIndex(isImageTool);
  const others = tools.flatMap((tool, index) => (index > first && isImageTool(tool) ? [index] : []));
  addIssues(
    context,
    others.map((index) => ({ path: ['tools', index], message: doubled })),
  );
  if (forbidsImages(fields.tool_choice)) refuse(['tool_choice'], otherChoice);
}

/** Whether a choice keeps the model from the image tool. */
function forbidsImages(choice: unknown): boolean {
  if (typeof choice !== 'object' || choice === null) return choice === 'none';
  if (!('type' in choice) || typeof choice.type !== 'string') return false;
  if (choice.type !== 'allowed_tools') return choice.type !== 'image_generation';
  const allowed = 'tools' in choice ? choice.tools : undefined;
  return !Array.isArray(allowed) || !allowed.some(isImageTool);
}
