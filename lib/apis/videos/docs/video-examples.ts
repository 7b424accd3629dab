const queued = {
  id: 'video_abc123',
  object: 'video',
  created_at: 1_764_460_800,
  completed_at: null,
  expires_at: null,
  error: null,
  model: 'sora-2',
  progress: 0,
  prompt: 'A fox in the snow',
  remixed_from_video_id: null,
  seconds: '4',
  size: '1280x720',
  status: 'queued',
} as const;

const completed = {
  ...queued,
  completed_at: 1_764_460_860,
  expires_at: 1_764_464_460,
  progress: 100,
  status: 'completed',
} as const;

const url = 'https://bucket.s3.eu-central-1.amazonaws.com/videos/video_abc123.mp4?X-Amz-Signature=…';

/** Bodies to send. `video_abc123` and the upload stand for what there is. */
export const generateExamples = {
  plain: { summary: 'A video of a text', value: { prompt: 'A fox in the snow', seconds: '4', size: '1280x720' } },
  reference: {
    summary: 'A video that begins with an image',
    value: {
      prompt: 'It begins to snow',
      model: 'sora-2-pro',
      input_reference: { image_url: 'data:image/png;base64,iVBORw0KGgo=' },
    },
  },
};

export const remixExamples = { plain: { summary: 'Another time of day', value: { prompt: 'The same at night' } } };

export const editExamples = {
  plain: { summary: 'A change', value: { prompt: 'Make it rain', video: { id: 'video_abc123' } } },
};

export const extendExamples = {
  plain: {
    summary: 'Eight seconds more',
    value: { prompt: 'It runs away', seconds: '8', video: { id: 'video_abc123' } },
  },
};

export const characterExamples = {
  upload: {
    summary: 'Of a video that was uploaded before',
    value: { name: 'Mossy', video: { upload_key: 'upl_0123456789abcdef0123456789abcdef' } },
  },
};

/** Answers. */
export const queuedAnswers = { queued: { summary: 'It has begun', value: queued } };

export const videoAnswers = {
  kept: {
    summary: 'It has ended, and S3 has it',
    value: { ...completed, video_url: url, video_url_expires_at: '2026-11-30T13:00:00.000Z' },
  },
  running: { summary: 'It is being made', value: { ...queued, progress: 45, status: 'in_progress' } },
};

export const listAnswers = {
  page: {
    summary: 'One video',
    value: { object: 'list', data: [completed], first_id: queued.id, last_id: queued.id, has_more: false },
  },
};

export const deletedAnswers = {
  deleted: { summary: 'It is gone', value: { id: queued.id, object: 'video.deleted', deleted: true } },
};

export const keptAnswers = {
  kept: { summary: 'Where it is', value: { video_url: url, video_url_expires_at: '2026-11-30T13:00:00.000Z' } },
};

export const characterAnswers = {
  character: { summary: 'A character', value: { id: 'char_abc123', created_at: 1_764_460_800, name: 'Mossy' } },
};
