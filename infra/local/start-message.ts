import { mainPath } from '../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints, type ScheduledFunction, scheduledFunctions } from '../../lib/endpoints/table.ts';

export interface StartMessageOptions {
  /** The front door's, without a slash at its end. */
  readonly url: string;
  readonly logDirectory: string;
  /** How often scheduled functions are invoked here, if not as their rows say. */
  readonly everySeconds?: number | undefined;
  /** Whether requests need a key of a caller. */
  readonly needsKey?: boolean;
}

/** Base64 is shown as `…`: a partial image would fill the terminal many times over. */
const WITHOUT_BASE64 = String.raw`sed -E 's|(b64":")[^"]+|\1…|'`;
/** An error has no id of this form and comes out whole. */
const ONLY_ID = String.raw`sed -E 's|.*"id":"(resp_[^"]+)".*|\1|'`;

/** A first key, for the lines that follow. */
const MAKE_KEY = String.raw`KEY=$(npm run -s keys -- create me-$RANDOM --json | sed -nE 's/.*"(orl_[^"]+)".*/\1/p')`;

/** A background response that the stand-in works on and then remembers for some seconds; polling finds it in between. */
const BACKGROUND = {
  input: 'Count the waves.',
  background: true,
  metadata: { seconds: '8', forget: '30' },
};
/** By then the stand-in has forgotten it. */
const FORGOTTEN_AFTER_SECONDS = 45;

/** What `npm start` prints once it serves: where, which functions, and requests to copy. */
export function startMessage({ url, logDirectory, everySeconds, needsKey = false }: StartMessageOptions): string {
  const rows: readonly (Endpoint | ScheduledFunction)[] = [...endpoints, ...scheduledFunctions];
  const texts = `${url}/api/responses/text`;
  const images = `${url}/api/responses/images`;
  const image = { input: 'A valley at sunset.', image_delivery: 'url' };
  return [
    `Serving ${rows.length} functions at ${url}, each in processes of its own as Lambda runs them; logs in ${logDirectory}`,
    '',
    ...table(rows.map((row) => [...trigger(row, everySeconds), row.summary])),
    '',
    `Open ${url}/ to play with it in a browser, and ${url}/api-docs for its reference.`,
    `For OpenAI's own clients the base URL is ${url}/v1, and ${needsKey ? 'the key is $KEY' : 'any key will do'}.`,
    '',
    'Or try, in another terminal:',
    ...(needsKey ? [`  ${MAKE_KEY}`] : []),
    `  ${curl(texts, { input: 'Say hello in five words.' })}`,
    `  ${curl(`${texts}/stream`, { input: 'Tell a story of three sentences.' }, '-N ')}`,
    `  ${curl(texts, { input: 'An error that says what to do.', temperature: 3 })}`,
    '',
    'Images; open the url of an answer, or look into .local/images where S3 is played in this process:',
    `  ${curl(images, { ...image, image_format: 'webp', image_size: '1024x640' })}`,
    `  ${curl(`${images}/stream`, { ...image, partial_images: 2 }, '-sN ')} | ${WITHOUT_BASE64}`,
    '',
    'Background, in one shell: start a response, see it at OpenAI, and see its result in the archive once OpenAI has none:',
    `  ID=$(${curl(texts, BACKGROUND, '-s ')} | ${ONLY_ID}); echo "$ID"`,
    `  curl -si "${url}/api/responses/$ID"`,
    `  sleep ${FORGOTTEN_AFTER_SECONDS}; curl -si "${url}/api/responses/$ID"`,
    '',
  ]
    .map((line) => (needsKey ? line.replaceAll(/\bcurl(?= )/g, 'curl -H "authorization: Bearer $KEY"') : line))
    .join('\n');
}

/** What invokes a function: method and path, or how often it is and its name. */
function trigger(row: Endpoint | ScheduledFunction, everySeconds?: number): readonly [string, string] {
  if ('method' in row) return [row.method, mainPath(row.paths)];
  return [`every ${everySeconds ?? row.everySeconds} s`, row.name];
}

/** Columns of equal width, but for the last. */
function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  return rows.map(([first, second, last]) => `  ${first.padEnd(width(0))}  ${second.padEnd(width(1))}  ${last}`);
}

function curl(url: string, body: object, options = ''): string {
  return `curl ${options}${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
