import type { Endpoint } from '../../lib/endpoints.ts';

/** Base64 is shown as `…`: a partial image would fill the terminal many times over. */
const WITHOUT_BASE64 = String.raw`sed -E 's|(b64":")[^"]+|\1…|'`;

/** What `npm start` prints once it serves: where, which endpoints, and requests to copy. */
export function startMessage(url: string, endpoints: readonly Endpoint[], logDirectory: string): string {
  const rows = endpoints.map(({ method, path, summary }) => [method, path, summary] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const table = rows.map(
    ([method, path, summary]) => `  ${method.padEnd(width(0))}  ${path.padEnd(width(1))}  ${summary}`,
  );
  const image = { input: 'A valley at sunset.', image_delivery: 'url' };
  return [
    `Serving ${rows.length} functions at ${url}, each in processes of its own as Lambda runs them; logs in ${logDirectory}`,
    '',
    ...table,
    '',
    'Try, in another terminal:',
    curl(`${url}/api/responses/text`, { input: 'Say hello in five words.' }),
    curl(`${url}/api/responses/text/stream`, { input: 'Tell a story of three sentences.' }, '-N '),
    curl(`${url}/api/responses/text`, { input: 'An error that says what to do.', temperature: 3 }),
    '',
    'Images; open the url of an answer, or look into .local/images where S3 is played in this process:',
    curl(`${url}/api/responses/images`, { ...image, image_format: 'webp', image_size: '1024x640' }),
    `${curl(`${url}/api/responses/images/stream`, { ...image, partial_images: 2 }, '-sN ')} | ${WITHOUT_BASE64}`,
    '',
  ].join('\n');
}

function curl(url: string, body: object, options = ''): string {
  return `  curl ${options}${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
