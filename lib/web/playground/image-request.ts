import type { ApiRequest } from './api-client.ts';
import { readMetadata } from './form-metadata.ts';
import type { Json } from './frame.ts';

/** What the image form says: the fields of the API by their names, as text, and empty where nothing was chosen. */
export interface ImageFields {
  readonly prompt: string;
  readonly model: string;
  readonly metadata: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Data URIs. */
  readonly picture?: string | undefined;
  readonly mask?: string | undefined;
  readonly maskFileId: string;
}

/** Fields of the image table that are text, and those that are numbers. */
export const IMAGE_PARAMETERS = {
  image_model: String,
  image_size: String,
  image_quality: String,
  image_format: String,
  output_compression: Number,
  image_background: String,
  image_moderation: String,
  image_action: String,
  input_fidelity: String,
  partial_images: Number,
  image_delivery: String,
} as const;

/** The request of the image form. Throws an Error that says what is wrong with a field. */
export function imageRequest(fields: ImageFields): ApiRequest {
  const { prompt, model, picture, mask, maskFileId } = fields;
  const parameters: Record<string, unknown> = {};
  for (const [name, convert] of Object.entries(IMAGE_PARAMETERS)) {
    const value = fields.parameters[name]?.trim();
    if (value) parameters[name] = convert(value);
  }
  const metadata = readMetadata(fields.metadata);
  const drawnMask = maskFileId !== '' ? { file_id: maskFileId } : mask !== undefined ? { image_url: mask } : undefined;
  const body: Json = {
    input: picture === undefined ? prompt : [{ role: 'user', content: contentOf(prompt, picture) }],
    ...(model !== '' && { model }),
    ...parameters,
    ...(drawnMask && { input_image_mask: drawnMask }),
    ...(metadata && { metadata }),
  };
  return { method: 'POST', path: 'api/responses/images/stream', body };
}

function contentOf(prompt: string, picture: string): readonly Json[] {
  return [
    { type: 'input_text', text: prompt },
    { type: 'input_image', image_url: picture },
  ];
}
