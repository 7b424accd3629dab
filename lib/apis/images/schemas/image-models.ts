/** What one kind of models draws. */
export interface ImageModelRow {
  /** Sizes that it makes; left out: the rule of pixels. */
  readonly sizes?: readonly string[];
  /** Left out: any that the SDK lists. */
  readonly qualities?: readonly string[];
  readonly mostImages: number;
  readonly longestPrompt: number;
  /** Parameters that it does not know. */
  readonly refuses: readonly string[];
}

/** Parameters of GPT Image models alone (the SDK's comments). */
const gptOnly = [
  'background',
  'complexity',
  'frame_count',
  'frame_duration_ms',
  'input_fidelity',
  'markup',
  'moderation',
  'output_compression',
  'output_format',
  'partial_images',
  'stream',
  'svg',
] as const;

const dalle2: ImageModelRow = {
  sizes: ['256x256', '512x512', '1024x1024'],
  qualities: ['standard', 'auto'],
  mostImages: 10,
  longestPrompt: 1000,
  refuses: [...gptOnly, 'style'],
};

const dalle3: ImageModelRow = {
  sizes: ['1024x1024', '1792x1024', '1024x1792'],
  qualities: ['standard', 'hd', 'auto'],
  mostImages: 1,
  longestPrompt: 4000,
  refuses: gptOnly,
};

const gpt: ImageModelRow = {
  qualities: ['low', 'medium', 'high', 'xhigh', 'max', 'auto'],
  mostImages: 10,
  longestPrompt: 32_000,
  refuses: ['response_format', 'style'],
};

/** xhigh and max came with GPT Image 2.5. */
const olderGpt: ImageModelRow = { ...gpt, qualities: ['low', 'medium', 'high', 'auto'] };

/** Sizes that older models alone draw. */
export const legacySizes: ReadonlySet<string> = new Set([...(dalle2.sizes ?? []), ...(dalle3.sizes ?? [])]);

/**
 * Source: the parameters of openai 7.59's `ImageGenerateParams` and `ImageEditParams`, and for dall-e models, which are retired at OpenAI
 * and served by others, OpenAI's reference of 2025 (https://platform.openai.com/docs/api-reference/images/create).
 */
const kinds: readonly (readonly [names: RegExp, row: ImageModelRow])[] = [
  [/^dall-e-2$/, dalle2],
  [/^dall-e-3$/, dalle3],
  [/^gpt-image-(?:1|1-mini|1\.5|2)(?:-\d{4}-\d\d-\d\d)?$/, olderGpt],
  [/^(?:gpt-image|chatgpt-image)-/, gpt],
];

/** What is known of a model; undefined of one of somebody else's, whose rules are its own. Where none is named, a GPT Image model draws. */
export function imageModelRow(model: unknown): ImageModelRow | undefined {
  if (model === undefined || model === null) return gpt;
  if (typeof model !== 'string') return undefined;
  return kinds.find(([names]) => names.test(model))?.[1];
}

/** Whether it may answer with URLs of its own, which nobody here can store. */
export function answersWithUrls(model: unknown): boolean {
  return typeof model === 'string' && model.startsWith('dall-e-');
}
