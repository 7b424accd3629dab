import { dateless } from './model-name.ts';

/** What one run of a model reads and writes at most, in tokens. */
export interface ModelLimits {
  /** Input and output together. */
  readonly contextTokens: number;
  /** Reasoning is inside it. */
  readonly outputTokens: number;
}

interface LimitsRow extends ModelLimits {
  readonly models: readonly string[];
  readonly source: string;
}

const GENAI_PRICES = '@pydantic/genai-prices 0.1.8 (context_window)';

/** The models of a family share their limits. Where sources differ, the larger number stands: it has to bound. */
const rows: readonly LimitsRow[] = [
  {
    models: ['gpt-6.2-astra', 'gpt-6.2-sol', 'gpt-6.1-sol', 'gpt-6.1-terra', 'gpt-6-astra', 'gpt-6-sol', 'gpt-6-luna'],
    contextTokens: 1_050_000,
    outputTokens: 128_000,
    source: `${GENAI_PRICES}; vercel.com/ai-gateway/models/gpt-6-astra.md and gpt-6.2-astra.md (read 2026-11-29)`,
  },
  {
    models: [
      'gpt-5.6',
      'gpt-5.6-sol',
      'gpt-5.6-terra',
      'gpt-5.6-luna',
      'gpt-5.5',
      'gpt-5.5-pro',
      'gpt-5.4',
      'gpt-5.4-pro',
    ],
    contextTokens: 1_050_000,
    outputTokens: 128_000,
    source: `${GENAI_PRICES}, which has 1,000,000 for gpt-5.5; output: the family's, as of gpt-5 and gpt-6`,
  },
  {
    models: ['gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-5.3-codex', 'gpt-5.2', 'gpt-5.2-pro', 'gpt-5.2-codex'],
    contextTokens: 400_000,
    outputTokens: 128_000,
    source: `${GENAI_PRICES}; output: docs.uipath.com, supported models and limits (GPT-5 family)`,
  },
  {
    models: ['gpt-5.1', 'gpt-5.1-codex', 'gpt-5.1-codex-max', 'gpt-5', 'gpt-5-codex', 'gpt-5-mini', 'gpt-5-nano'],
    contextTokens: 400_000,
    outputTokens: 128_000,
    source: `${GENAI_PRICES}; output: docs.uipath.com, supported models and limits (GPT-5 family)`,
  },
  {
    models: ['gpt-5-pro'],
    contextTokens: 400_000,
    outputTokens: 272_000,
    source: `${GENAI_PRICES}; output: the model's page at OpenAI`,
  },
  {
    models: ['gpt-4.1', 'gpt-4.1-mini', 'gpt-4.1-nano'],
    contextTokens: 1_047_576,
    outputTokens: 32_768,
    source: "the models' pages at OpenAI",
  },
  {
    models: ['gpt-4o', 'gpt-4o-mini', 'gpt-audio-1.5'],
    contextTokens: 128_000,
    outputTokens: 16_384,
    source: `${GENAI_PRICES}; output: rageagainstthepixel.github.io/OpenAI-DotNet, OpenAI.Models.Model`,
  },
  {
    models: ['o3', 'o3-pro', 'o3-mini', 'o3-deep-research', 'o4-mini', 'o4-mini-deep-research'],
    contextTokens: 200_000,
    outputTokens: 100_000,
    source: `${GENAI_PRICES}; output: docs.rs/crate/agcodex-core/0.1.0, openai_model_info.rs`,
  },
];

/** Of a model without a row: as much as any model of OpenAI is known to take. The output is gpt-5-pro's exception aside. */
export const DEFAULT_LIMITS: ModelLimits = { contextTokens: 1_050_000, outputTokens: 128_000 };

const byModel: ReadonlyMap<string, ModelLimits> = new Map(
  rows.flatMap((row) => row.models.map((model) => [model, row])),
);

/** The limits of a model, or of the model that a dated snapshot belongs to; undefined where they are not known. */
export function knownLimits(model: string): ModelLimits | undefined {
  return byModel.get(model) ?? byModel.get(dateless(model));
}

/** The limits of a model; `DEFAULT_LIMITS` where they are not known. */
export function modelLimits(model: string): ModelLimits {
  return knownLimits(model) ?? DEFAULT_LIMITS;
}
