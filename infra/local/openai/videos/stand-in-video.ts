import type { Video } from 'openai/resources/videos';

/** A video that the stand-in makes. Its status follows from the time. */
export interface StandInVideo {
  readonly id: string;
  /** Seconds since 1970, as its answers say. */
  readonly createdAt: number;
  /** Milliseconds since 1970, by the clock that it goes by. */
  readonly startedAt: number;
  /** In milliseconds, from its beginning to its end. */
  readonly duration: number;
  readonly fails: boolean;
  readonly model: string;
  readonly prompt: string;
  readonly seconds: string;
  readonly size: string;
  readonly remixedFrom: string | null;
}

/** A character that was made of a video. */
export interface Character {
  readonly id: string;
  readonly created_at: number;
  readonly name: string;
}

/** So long it waits in the queue, of its whole time. */
const QUEUED_SHARE = 1 / 5;

/** Bytes are kept for an hour, its answers say. */
const KEPT_SECONDS = 3600;

/** OpenAI's object of a video, as of a time in milliseconds since 1970. */
export function videoObject(video: StandInVideo, now: number): Video {
  const { id, createdAt, startedAt, duration, fails, model, prompt, seconds, size, remixedFrom } = video;
  const part = duration === 0 ? 1 : Math.min(1, (now - startedAt) / duration);
  const endedAt = createdAt + Math.round(duration / 1000);
  const running = part < QUEUED_SHARE ? 'queued' : 'in_progress';
  const isOver = part >= 1;
  const status = isOver ? (fails ? 'failed' : 'completed') : running;
  return {
    id,
    object: 'video',
    created_at: createdAt,
    completed_at: status === 'completed' ? endedAt : null,
    expires_at: status === 'completed' ? endedAt + KEPT_SECONDS : null,
    error: status === 'failed' ? { code: 'moderation_blocked', message: 'The stand-in was asked to fail.' } : null,
    model,
    progress: status === 'queued' ? 0 : Math.floor(part * 100),
    prompt,
    remixed_from_video_id: remixedFrom,
    seconds,
    size: size as Video['size'],
    status,
  };
}
