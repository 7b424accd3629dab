import type { Tool } from 'openai/resources/responses/responses';
import { type Fields, fieldsOf, isRowOf } from '../../../json/fields.ts';

type Property = Exclude<keyof Tool.ImageGeneration, 'type'>;

/**
 * The field of an image request behind each property of the `image_generation` tool; null where there is none, and the
 * property comes in the caller's own entry in `tools` alone. The type at the end is the drift check: an SDK that adds a
 * property, or a property lost or invented here, fails the type check.
 */
const fieldOf = {
  action: 'image_action',
  background: 'image_background',
  complexity: null,
  frame_count: null,
  frame_duration_ms: null,
  input_fidelity: 'input_fidelity',
  input_image_mask: 'input_image_mask',
  model: 'image_model',
  moderation: 'image_moderation',
  output_compression: 'output_compression',
  output_format: 'image_format',
  partial_images: 'partial_images',
  quality: 'image_quality',
  size: 'image_size',
  svg: null,
} as const satisfies Record<Property, string | null>;

/** A field of an image request that becomes a property of the tool. */
export type ImageToolField = NonNullable<(typeof fieldOf)[Property]>;

const properties = Object.keys(fieldOf).filter((name) => isRowOf(fieldOf, name));

/** What the image fields of a body come to as properties of the tool, and the body without them. */
export function splitImageFields(body: Fields): { settings: Partial<Record<Property, unknown>>; rest: Fields } {
  const settings: Partial<Record<Property, unknown>> = {};
  const rest = { ...body };
  for (const property of properties) {
    const field = fieldOf[property];
    if (field === null || body[field] === undefined) continue;
    settings[property] = body[field];
    delete rest[field];
  }
  return { settings, rest };
}

/** Whether a value is a caller's own entry in `tools` for the image tool. */
export function isImageTool(tool: unknown): tool is Fields {
  return fieldsOf(tool).type === 'image_generation';
}

/** A property of the tool as it will go out, and where the caller set it. */
interface Setting {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** The tool of an unchecked body, property by property: the fields of the body go before the entry in `tools`. */
export function imageSettings(body: Fields): Partial<Record<Property, Setting>> {
  const tools: readonly unknown[] = Array.isArray(body.tools) ? body.tools : [];
  const index = tools.findIndex(isImageTool);
  const own = fieldsOf(tools[index]);
  const settings: Partial<Record<Property, Setting>> = {};
  for (const property of properties) {
    const field = fieldOf[property];
    if (field !== null && body[field] !== undefined) settings[property] = { value: body[field], path: [field] };
    else if (own[property] !== undefined) {
      settings[property] = { value: own[property], path: ['tools', index, property] };
    }
  }
  return settings;
}
