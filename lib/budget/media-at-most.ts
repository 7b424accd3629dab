import type { Fields } from '../json/fields.ts';
import { speechCost } from '../usage/speech-cost.ts';
import { DEFAULT_VIDEO, videoCost } from '../usage/video-cost.ts';

/** Bodies whose cost does not go by tokens that they say. */
export type MediaKind = 'speech' | 'transcription' | 'videos' | 'video-changes';

/** The most that such a body costs, in USD; null where that is not known. */
interface MediaAtMost {
  readonly usd: number | null;
  readonly inputTokens: 0;
  readonly outputTokens: 0;
  readonly why: string;
}

const UNKNOWN = 'a request without a model';

/** What each costs at most. */
export const mediaAtMost: Readonly<Record<MediaKind, (params: Fields) => MediaAtMost>> = {
  // Speech that is billed by its characters costs exactly that. How many tokens a text sounds like, OpenAI does not say.
  speech: (params) => {
    const usd = speechCost(params);
    const { model } = params;
    return atMost(
      usd,
      usd === null ? `what speech of ${model || UNKNOWN} costs at most is not known` : 'its characters',
    );
  },
  transcription: () => atMost(null, 'how long a recording is, its form does not say'),
  // A video costs by its seconds and its size, which the request says, or OpenAI chooses.
  videos: (params) => {
    const asked = { ...DEFAULT_VIDEO, ...params };
    const usd = videoCost(asked);
    return atMost(usd, usd === null ? `no known price of such a video of ${String(asked.model)}` : 'its seconds');
  },
  'video-changes': () => atMost(null, 'which model made the other video, and how long it is, the request does not say'),
};

/** Whether a body is one of these. */
export function isMedia(kind: string | undefined): kind is MediaKind {
  return kind !== undefined && Object.hasOwn(mediaAtMost, kind);
}

function atMost(usd: number | null, why: string): MediaAtMost {
  return { usd, inputTokens: 0, outputTokens: 0, why };
}
