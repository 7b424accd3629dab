import type { PriceRow } from './price-row.ts';

const GENAI_PRICES = 'github.com/pydantic/genai-prices@47df840 (checked 2026-07-22)';
const PORTKEY = 'github.com/Portkey-AI/models pricing/openai.json@f654307 (2026-08-02)';
const IMAGE_2_6 = 'docs.apiyi.com/en/live/2026-11/gpt-image-2-6-launch.md; docs.laozhang.ai gpt-image-2-6-2026-11';

/** Text and image input as every GPT Image model since gpt-image-1.5 has them. */
const imageInputs = { input: 5, cachedInput: 1.25, imageInput: 8, imageCachedInput: 2 };

/**
 * Image and audio models that bill by token. `output` of an image model is the rate of image tokens: the Images endpoints may
 * leave out what the output is made of, and it is images. Models billed by the minute, second or character (whisper-1,
 * gpt-transcribe, tts-1, sora-2) have no row: their cost cannot be read from a token usage.
 */
export const imageAndAudioPrices: readonly PriceRow[] = [
  {
    model: 'gpt-image-2.6-sunburst',
    effectiveFrom: '2026-11-01',
    standard: { ...imageInputs, output: 30 },
    source: 'developers.openai.com/api/docs/models/gpt-image-2.6-sunburst (read 2026-11)',
  },
  {
    model: 'gpt-image-2.6-flare',
    effectiveFrom: '2026-11-05',
    standard: { ...imageInputs, output: 30 },
    source: IMAGE_2_6,
  },
  {
    model: 'gpt-image-2.5-sunburst',
    effectiveFrom: '2026-09-08',
    standard: { ...imageInputs, output: 30 },
    source: `${IMAGE_2_6} (2.6 costs what 2.5 cost)`,
  },
  {
    model: 'gpt-image-2.5-flare',
    effectiveFrom: '2026-09-08',
    standard: { ...imageInputs, output: 30 },
    source: `${IMAGE_2_6} (2.6 costs what 2.5 cost)`,
  },
  {
    model: 'gpt-image-2',
    effectiveFrom: '2026-04-21',
    // LiteLLM also lists text output at 10; genai-prices says that images are the only output, and so does the model.
    standard: { ...imageInputs, output: 30 },
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-image-1.5',
    effectiveFrom: '2026-07-22',
    standard: { ...imageInputs, output: 32, textOutput: 10 },
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-image-1',
    effectiveFrom: '2026-07-22',
    standard: { input: 5, cachedInput: 1.25, imageInput: 10, imageCachedInput: 2.5, output: 40 },
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-image-1-mini',
    effectiveFrom: '2026-07-22',
    standard: { input: 2, cachedInput: 0.2, imageInput: 2.5, imageCachedInput: 0.25, output: 8 },
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-audio-1.5',
    effectiveFrom: '2026-08-02',
    standard: { input: 2.5, output: 10, audioInput: 32, audioOutput: 64 },
    source: PORTKEY,
  },
  {
    model: 'gpt-realtime-2.1',
    effectiveFrom: '2026-07-24',
    standard: {
      input: 4,
      cachedInput: 0.4,
      output: 24,
      imageInput: 5,
      audioInput: 32,
      audioCachedInput: 0.4,
      audioOutput: 64,
    },
    source: 'LiteLLM model_prices_and_context_window.json via github.com/Wei-Shaw/model-price-repo@f9ff147',
  },
  {
    model: 'gpt-4o-transcribe',
    effectiveFrom: '2026-01-01',
    standard: { input: 2.5, output: 10, audioInput: 2.5 },
    source: 'developers.openai.com/api/docs/models/gpt-4o-transcribe.md (2026, no day given)',
  },
  {
    model: 'gpt-4o-mini-transcribe',
    effectiveFrom: '2026-08-02',
    standard: { input: 1.25, output: 5, audioInput: 1.25 },
    source: PORTKEY,
  },
  {
    model: 'gpt-4o-mini-tts',
    effectiveFrom: '2026-08-02',
    // LiteLLM says 2.5 for text input, which is gpt-4o-transcribe's; speech is the only output.
    standard: { input: 0.6, output: 12, audioOutput: 12 },
    source: PORTKEY,
  },
];
