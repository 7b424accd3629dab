/** Differences between the built-in prices and genai-prices that are as they should be, and why. */
export interface KnownDifferences {
  readonly reason: string;
  /** As `differenceText` writes them: another number is another difference. */
  readonly differences: readonly string[];
}

const onlyTheirs = (...models: readonly string[]) => models.map((model) => `${model}: only theirs`);

/** Each difference on the day of the built-in prices (`pricingVersion`). */
export const knownDifferences: readonly KnownDifferences[] = [
  {
    reason:
      'genai-prices reads "under 272K" as up to 271,999 tokens; we re-price above 272,000, as it does for gpt-6. One token.',
    differences: [
      'gpt-6-astra',
      'gpt-5.6-sol',
      'gpt-5.6-terra',
      'gpt-5.6-luna',
      'gpt-5.5',
      'gpt-5.5-pro',
      'gpt-5.4',
      'gpt-5.4-pro',
    ].map(
      (model) =>
        `${model} longContext: ours above 272000: input x2, output x1.5, theirs above 271999: input x2, output x1.5`,
    ),
  },
  {
    reason:
      'The promotion was promised until 2026-11-21; genai-prices of that time has no end of it. The dearer price stands.',
    differences: [
      'gpt-5.6-sol input: ours 5, theirs 4',
      'gpt-5.6-sol cachedInput: ours 0.5, theirs 0.4',
      'gpt-5.6-sol cacheWrite: ours 6.25, theirs 5',
      'gpt-5.6-sol output: ours 30, theirs 20',
    ],
  },
  {
    reason: 'LiteLLM lists a price of cached input; genai-prices none, so that it would be billed in full.',
    differences: ['gpt-5.5-pro cachedInput: ours 3, theirs none', 'gpt-5.4-pro cachedInput: ours 3, theirs none'],
  },
  {
    reason: 'No source of the row has cached images; a realtime model, which this service does not ask.',
    differences: ['gpt-realtime-2.1 imageCachedInput: ours none, theirs 0.5'],
  },
  {
    reason:
      "Our sources have one price for all input; genai-prices has one for audio. To be read again on OpenAI's page before transcriptions are served.",
    differences: [
      'gpt-4o-transcribe audioInput: ours 2.5, theirs 6',
      'gpt-4o-mini-transcribe audioInput: ours 1.25, theirs 3',
    ],
  },
  {
    reason: 'Speech is its only output: the same price under both names.',
    differences: ['gpt-4o-mini-tts audioOutput: ours 12, theirs none'],
  },
  {
    reason: 'Newer than the kept version of genai-prices.',
    differences: [
      'gpt-6.1-sol',
      'gpt-6.1-terra',
      'gpt-image-2.6-sunburst',
      'gpt-image-2.6-flare',
      'gpt-image-2.5-sunburst',
      'gpt-image-2.5-flare',
    ].map((model) => `${model}: only ours`),
  },
  {
    reason: 'Shut down, or an API that OpenAI has retired.',
    differences: onlyTheirs(
      ...['ada', 'babbage', 'curie', 'davinci', 'text-davinci-002', 'text-davinci-003'],
      ...['gpt-3.5-0301', 'gpt-3.5-turbo-0613', 'gpt-3.5-turbo-16k', 'gpt-4-32k', 'gpt-4-vision-preview'],
      ...['gpt-4.5-preview', 'o1-mini', 'o1-preview', 'codex-mini', 'chatgpt-4o-latest', 'gpt-4o:extended'],
    ),
  },
  {
    reason:
      'Before GPT-4o, or a model beside the families of the table: nobody has asked for it, so it costs null until a row is added.',
    differences: onlyTheirs(
      ...['gpt-3.5-turbo', 'gpt-3.5-turbo-1106', 'gpt-3.5-turbo-instruct', 'gpt-4', 'gpt-4-turbo', 'o1', 'o1-pro'],
      ...['computer-use', 'gpt-5.1-codex-mini', 'gpt-5.3', 'gpt-chat-latest'],
    ),
  },
  {
    reason:
      'A snapshot that costs more than its model: null here (`unpricedSnapshots`), for its cached input has no known price.',
    differences: onlyTheirs('gpt-4o-2024-05-13'),
  },
  {
    reason: 'Fine-tuned models have names of their own; theirs are prefixes.',
    differences: onlyTheirs('ft:gpt-3.5-turbo-', 'ft:gpt-4o', 'ft:gpt-4o-mini', 'gpt-4o-mini-2024-07-18.ft-'),
  },
  {
    reason: 'Searching, audio and realtime models of other APIs than Responses.',
    differences: onlyTheirs(
      ...['gpt-4o-search-preview', 'gpt-4o-audio-preview', 'gpt-4o-mini-audio-preview', 'gpt-audio-mini'],
      ...['gpt-4o-realtime-preview', 'gpt-4o-mini-realtime-preview', 'gpt-realtime', 'gpt-realtime-mini'],
    ),
  },
  {
    reason: 'Billed by the hour of audio, or not at all: the cost cannot be read from tokens.',
    differences: onlyTheirs('whisper-1', 'gpt-transcribe', 'moderation'),
  },
  {
    reason: 'Embeddings have no output: a row of ours says so with 0.',
    differences: ['text-embedding-3-large', 'text-embedding-3-small', 'text-embedding-ada-002'].map(
      (model) => `${model} output: ours 0, theirs none`,
    ),
  },
  {
    reason: "OpenRouter's names and prices, not OpenAI's API.",
    differences: onlyTheirs(
      ...['gpt-5-image', 'gpt-5-image-mini', 'gpt-5.4-image-2'],
      ...['gpt-oss-120b', 'gpt-oss-20b', 'gpt-oss-safeguard-20b'],
    ),
  },
];
