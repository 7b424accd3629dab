import { fieldsOf } from '../../../../lib/json/fields.ts';
import { type Exchange, type Route, sendJson } from '../exchange.ts';
import { Failure, modelNotFound } from '../failures.ts';
import { drawPicture } from '../pictures/draw-picture.ts';
import { readQuery } from '../read-query.ts';
import { missing } from '../validate-request.ts';
import { film } from '../videos/film.ts';
import { readChoice, readPrompt, readVideoRequest } from '../videos/read-video-request.ts';
import { type StandInVideo, videoObject } from '../videos/stand-in-video.ts';

const SIZES = ['720x1280', '1280x720', '1024x1792', '1792x1024'];
const SECONDS = ['4', '8', '12'];
const EXTENSIONS = [...SECONDS, '16', '20'];
const MOST_LISTED = 100;

type Made = Pick<StandInVideo, 'prompt' | 'fails' | 'duration' | 'model' | 'seconds' | 'size' | 'remixedFrom'>;

/** POST /v1/videos. */
async function create(exchange: Exchange): Promise<void> {
  const { fields } = await readVideoRequest(exchange);
  const { model = 'sora-2' } = fields;
  if (typeof model !== 'string' || !/^sora-2(?:-pro)?(?:-[\d-]+)?$/.test(model)) throw modelNotFound(String(model));
  begin(exchange, {
    ...readPrompt(fields),
    model,
    seconds: readChoice('seconds', fields.seconds, SECONDS, '4'),
    size: readChoice('size', fields.size, SIZES, '720x1280'),
    remixedFrom: null,
  });
}

/** POST /v1/videos/{id}/remix. */
async function remix(exchange: Exchange): Promise<void> {
  const [id = ''] = exchange.captured;
  const { model, seconds, size } = find(exchange, id);
  const { fields } = await readVideoRequest(exchange);
  begin(exchange, { ...readPrompt(fields), model, seconds, size, remixedFrom: id });
}

/** POST /v1/videos/edits: of a video by its id, or of one in the form. */
async function edit(exchange: Exchange): Promise<void> {
  const { fields, ...source } = await readSource(exchange);
  begin(exchange, { ...readPrompt(fields), ...source, remixedFrom: null });
}

/** POST /v1/videos/extensions. */
async function extend(exchange: Exchange): Promise<void> {
  const { fields, seconds: before, ...source } = await readSource(exchange);
  if (fields.seconds === undefined) throw missing('seconds');
  const seconds = String(Number(before) + Number(readChoice('seconds', fields.seconds, EXTENSIONS, '4')));
  begin(exchange, { ...readPrompt(fields), ...source, seconds, remixedFrom: null });
}

async function readSource(exchange: Exchange) {
  const { fields, files } = await readVideoRequest(exchange);
  const { id } = fieldsOf(fields.video);
  if (typeof id === 'string') {
    const { model, seconds, size } = find(exchange, id);
    return { fields, model, seconds, size };
  }
  if (!files.includes('video')) throw missing('video');
  return { fields, model: 'sora-2', seconds: '4', size: '720x1280' };
}

function begin({ state, response, identify }: Exchange, made: Made): void {
  const now = state.clock.now();
  const id = identify('video', 48);
  const video = { ...made, id, createdAt: Math.floor(state.now() / 1000), startedAt: now };
  state.videos.set(id, video);
  sendJson(response, 200, videoObject(video, now));
}

/** GET /v1/videos. */
function list({ state, response, url }: Exchange): void {
  const { after, limit = 20, order = 'desc' } = readQuery(url, { after: 'id', limit: 'integer', order: 'order' });
  const all = [...state.videos.values()];
  if (order === 'desc') all.reverse();
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const until = from + Math.min(limit, MOST_LISTED);
  const data = all.slice(from, until).map((video) => videoObject(video, state.clock.now()));
  const [first_id = null, last_id = null] = [data[0]?.id, data.at(-1)?.id];
  sendJson(response, 200, { object: 'list', data, first_id, last_id, has_more: until < all.length });
}

/** GET /v1/videos/{id}. */
function retrieve(exchange: Exchange): void {
  sendJson(exchange.response, 200, videoObject(find(exchange), exchange.state.clock.now()));
}

/** DELETE /v1/videos/{id}. */
function remove(exchange: Exchange): void {
  const { id } = find(exchange);
  exchange.state.videos.delete(id);
  sendJson(exchange.response, 200, { id, object: 'video.deleted', deleted: true });
}

/** GET /v1/videos/{id}/content: colour bars, or a drawing of the prompt for the thumbnail and the spritesheet. */
async function content(exchange: Exchange): Promise<void> {
  const { state, response, url } = exchange;
  const video = find(exchange);
  const variant = readChoice(
    'variant',
    url.searchParams.get('variant') ?? undefined,
    ['video', 'thumbnail', 'spritesheet'],
    'video',
  );
  if (videoObject(video, state.clock.now()).status !== 'completed')
    throw new Failure(404, 'Video is not ready yet, use GET /v1/videos/{video_id} to check status.');
  if (variant === 'video') {
    const bytes = film(video.size, Number(video.seconds));
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes);
    return;
  }
  const [width = 0, height = 0] = video.size.split('x').map(Number);
  const format = variant === 'thumbnail' ? 'webp' : 'jpeg';
  const facts = { quality: 'low', background: 'opaque', action: 'generate' } as const;
  const picture = await drawPicture(
    { prompt: video.prompt, width: width / 2, height: height / 2, format, ...facts },
    0,
  );
  response.writeHead(200, { 'content-type': `image/${format}` }).end(picture);
}

/** POST /v1/videos/characters. */
async function createCharacter(exchange: Exchange): Promise<void> {
  const { state, response, identify } = exchange;
  const { fields, files } = await readVideoRequest(exchange);
  if (typeof fields.name !== 'string') throw missing('name');
  if (!files.includes('video')) throw missing('video');
  const character = { id: identify('char', 32), created_at: Math.floor(state.now() / 1000), name: fields.name };
  state.characters.set(character.id, character);
  sendJson(response, 200, character);
}

/** GET /v1/videos/characters/{id}. */
function retrieveCharacter({ state, response, captured: [id = ''] }: Exchange): void {
  const character = state.characters.get(id);
  if (!character) throw new Failure(404, `Character with id '${id}' not found.`);
  sendJson(response, 200, character);
}

function find({ state, captured }: Exchange, id = captured[0] ?? ''): StandInVideo {
  const video = state.videos.get(id);
  if (!video) throw new Failure(404, `Video with id '${id}' not found.`);
  return video;
}

/** Every endpoint of the Videos API. */
export const VIDEO_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/videos$/, handle: create },
  { method: 'GET', path: /^\/v1\/videos$/, handle: list },
  { method: 'POST', path: /^\/v1\/videos\/edits$/, handle: edit },
  { method: 'POST', path: /^\/v1\/videos\/extensions$/, handle: extend },
  { method: 'POST', path: /^\/v1\/videos\/characters$/, handle: createCharacter },
  { method: 'GET', path: /^\/v1\/videos\/characters\/([^/]+)$/, handle: retrieveCharacter },
  { method: 'GET', path: /^\/v1\/videos\/([^/]+)$/, handle: retrieve },
  { method: 'DELETE', path: /^\/v1\/videos\/([^/]+)$/, handle: remove },
  { method: 'GET', path: /^\/v1\/videos\/([^/]+)\/content$/, handle: content },
  { method: 'POST', path: /^\/v1\/videos\/([^/]+)\/remix$/, handle: remix },
];
