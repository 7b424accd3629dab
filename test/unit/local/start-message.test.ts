import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { startMessage } from '../../../infra/local/start-message.ts';
import { mainPath } from '../../../lib/endpoints/paths.ts';
import { endpoints } from '../../../lib/endpoints/table.ts';

const url = 'http://127.0.0.1:3000';
const lines = startMessage({ url, logDirectory: '/logs' }).split('\n');

describe('the start message', () => {
  it('counts all functions and lists each once', () => {
    expect(lines[0]).toBe(
      `Serving ${endpoints.length + 1} functions at ${url}, each in processes of its own as Lambda runs them; logs in /logs`,
    );
    for (const { method, paths, summary } of endpoints) {
      const row = new RegExp(
        `^  ${method} +${mainPath(paths).replaceAll(/[{}]/g, '\\$&')} +${summary.replaceAll(/[().]/g, '\\$&')}$`,
      );
      expect(lines.filter((line) => row.test(line))).toHaveLength(1);
    }
  });

  it.each([
    [undefined, '60'],
    [0.5, '0.5'],
  ])('says how often scheduled functions are invoked (%s)', (everySeconds, shown) => {
    expect(startMessage({ url, logDirectory: '/logs', everySeconds })).toMatch(
      new RegExp(
        `^  every ${shown} s +poll-background +Settle the background responses and videos that have ended$`,
        'm',
      ),
    );
  });

  it('tells the base URL for OpenAI’s own clients, and which key they are to have', () => {
    expect(lines).toContain(`For OpenAI's own clients the base URL is ${url}/v1, and any key will do.`);
    expect(startMessage({ url, logDirectory: '/logs', needsKey: true })).toContain(
      `is ${url}/v1, and the key is $KEY.`,
    );
  });

  it('has its columns under each other', () => {
    const table = lines.slice(2, lines.indexOf('', 2));
    expect(new Set(table.map((line) => line.search(/ \/| poll-background/)))).toEqual(new Set([13]));
  });
});

describe.skipIf(process.platform === 'win32')('its background lines, copied into one shell', () => {
  const background = lines.slice(lines.findIndex((line) => line.startsWith('Background')) + 1).filter(Boolean);
  /** `curl -s` answers as the first request would be, any other tells what it was asked for. */
  const shell = (answer: string) =>
    spawnSync(
      'sh',
      [
        '-c',
        `curl() { if [ "$1" = -s ]; then printf %s "$ANSWER"; else echo "curl $*"; fi; }; sleep() { :; }
${background.join('\n')}`,
      ],
      { encoding: 'utf8', env: { ...process.env, ANSWER: answer } },
    );

  it('are three', () => {
    expect(background).toHaveLength(3);
  });

  it('ask twice for the response that was started', () => {
    const answer = '{"id":"resp_1a","previous_response_id":"resp_0","output":[{"id":"msg_1"}],"output_text":""}';
    const asked = `curl -si ${url}/api/responses/resp_1a\n`;
    expect(shell(answer)).toMatchObject({ stdout: `resp_1a\n${asked}${asked}`, stderr: '', status: 0 });
  });

  it('show an error in place of the id', () => {
    const error = '{"statusCode":400,"message":"A problem."}';
    expect(shell(error).stdout.split('\n')[0]).toBe(error);
  });
});
