import type { ErrorRow } from './error-row.ts';

/** Codes that OpenAI gives to images it cannot take or will not make. */
export const imageErrors = {
  invalid_image: {
    statusCode: 400,
    message: 'The image is not valid.',
    hint: 'Open the image locally to see that it is intact, then send it again as PNG, JPEG, WEBP or a still GIF.',
    retryable: false,
  },
  invalid_image_format: {
    statusCode: 400,
    message: 'The format of the image is not supported.',
    hint: 'Convert the image to PNG, JPEG, WEBP or non-animated GIF; renaming the file is not enough.',
    retryable: false,
  },
  invalid_base64_image: {
    statusCode: 400,
    message: 'The base64 data of the image cannot be decoded.',
    hint: 'Send `data:image/png;base64,` followed by unbroken standard base64 (no line breaks, no URL-safe alphabet).',
    retryable: false,
  },
  invalid_image_url: {
    statusCode: 400,
    message: 'The image URL is not valid.',
    hint: 'Give a full https:// URL that needs no login, or a data URL; encode spaces and other special characters.',
    retryable: false,
  },
  image_too_large: {
    statusCode: 400,
    message: 'The image has too many pixels.',
    hint: 'Scale the image down (2048 pixels on the longer side keep what the model sees) and send it again.',
    retryable: false,
  },
  image_too_small: {
    statusCode: 400,
    message: 'The image has too few pixels.',
    hint: 'Send a larger original; enlarging a tiny image adds no detail for the model to see.',
    retryable: false,
  },
  image_parse_error: {
    statusCode: 400,
    message: 'The image could not be read.',
    hint: 'The file is damaged or cut short: export it anew from its source, without unusual colour profiles.',
    retryable: false,
  },
  image_content_policy_violation: {
    statusCode: 400,
    message: "The image goes against OpenAI's content policy.",
    hint: 'Remove or replace the image; the same image will be refused each time.',
    retryable: false,
  },
  invalid_image_mode: {
    statusCode: 400,
    message: 'The colour mode of the image is not supported.',
    hint: 'Convert the image to 8-bit RGB or RGBA (not CMYK, palette or 16-bit).',
    retryable: false,
  },
  image_file_too_large: {
    statusCode: 400,
    message: 'The image file has too many bytes.',
    hint: 'Compress the file, for example as JPEG or WEBP of quality 85, or lower its resolution.',
    retryable: false,
  },
  unsupported_image_media_type: {
    statusCode: 400,
    message: 'The media type of the image is not supported.',
    hint: 'Let the declared type match the bytes: image/png, image/jpeg, image/webp or image/gif.',
    retryable: false,
  },
  empty_image_file: {
    statusCode: 400,
    message: 'The image file is empty.',
    hint: 'Check the upload step that produced it: the file has to hold at least one byte of image data.',
    retryable: false,
  },
  failed_to_download_image: {
    statusCode: 400,
    message: 'OpenAI could not download the image.',
    hint: 'Make the URL reachable from the internet without cookies or redirects to a login, or send base64 or a `file_id`.',
    retryable: false,
  },
  image_file_not_found: {
    statusCode: 400,
    message: 'There is no image file with this id.',
    hint: 'Upload the image with purpose `vision` in the same project and use the `file-…` id that comes back.',
    retryable: false,
  },
  content_policy_violation: {
    statusCode: 400,
    message: "The request goes against OpenAI's content policy.",
    hint: 'Rephrase the prompt: leave out real persons, violence, sexual content and protected characters.',
    retryable: false,
  },
  moderation_blocked: {
    statusCode: 400,
    message: "OpenAI's moderation blocked the request.",
    hint: 'Reword the prompt or change the input images; `image_moderation: "low"` (`moderation` of the Images API) is less strict.',
    retryable: false,
  },
} as const satisfies Record<string, ErrorRow>;
