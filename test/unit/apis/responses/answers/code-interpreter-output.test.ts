import type { ResponseCodeInterpreterToolCall } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { codeInterpreterOutput } from '../../../../../lib/apis/responses/answers/code-interpreter-output.ts';
import { citation, citing, interpreterCall, outputOf } from './fixtures.ts';

/** The output of each code interpreter call among the items. */
function outputsOf(...items: readonly object[]): object[][] {
  const output = outputOf(...items);
  return output
    .filter((item): item is ResponseCodeInterpreterToolCall => item.type === 'code_interpreter_call')
    .map((call) => codeInterpreterOutput(call, output));
}

const logs = (text: string) => ({ type: 'logs', logs: text });
const image = (url: string) => ({ type: 'image', url });
const file = (file_id: string, filename: string) => ({ type: 'file', file_id, filename, container_id: 'cntr_1' });
const dataUrl = 'data:image/png;base64,aGVsbG8=';
const hosted = 'https://files.example/containers/cntr_1/files';

describe('codeInterpreterOutput', () => {
  it.each([
    ['null outputs', null, []],
    ['no outputs', [], []],
    ['logs and images in their order', [logs('1'), image(dataUrl), logs('2')], [logs('1'), image(dataUrl), logs('2')]],
    ['an entry of an unknown type', [{ type: 'video', url: 'v' }], [{ type: 'video', url: 'v' }]],
  ])('passes %s', (_, outputs, expected) => {
    expect(outputsOf(interpreterCall({ outputs }))).toEqual([expected]);
  });

  it('lists a cited file once, however often it is cited', () => {
    const cited = [citation('cfile_1', 'a.csv'), citation('cfile_1', 'a.csv'), citation('cfile_2', 'b.csv')];
    const [output] = outputsOf(interpreterCall({ outputs: [logs('ok')] }), citing(...cited), citing(...cited));
    expect(output).toEqual([logs('ok'), file('cfile_1', 'a.csv'), file('cfile_2', 'b.csv')]);
  });

  it('leaves a file with its call when it is cited again after a later one', () => {
    const again = citing(citation('cfile_1', 'a.csv'));
    expect(outputsOf(interpreterCall(), again, interpreterCall(), again)).toEqual([[file('cfile_1', 'a.csv')], []]);
  });

  it.each([
    ['of another container', [interpreterCall(), citing(citation('cfile_1', 'a.csv', 'cntr_2'))]],
    ['cited before the call', [citing(citation('cfile_1', 'a.csv')), interpreterCall()]],
    [
      'that is a citation of a search',
      [interpreterCall(), citing({ type: 'file_citation', file_id: 'file-1', filename: 'a' })],
    ],
  ])('leaves out a file %s', (_, items) => {
    expect(outputsOf(...items)).toEqual([[]]);
  });

  it.each([
    ['the last call that names it', 'a.csv', [[], [file('cfile_1', 'a.csv')], []]],
    ['the last call where none names it', 'c.csv', [[], [], [file('cfile_1', 'c.csv')]]],
  ])('gives a file to %s', (_, filename, expected) => {
    const calls = ['read("a.csv")', 'save("a.csv")', 'print(1)'].map((code) => interpreterCall({ code }));
    expect(outputsOf(...calls, citing(citation('cfile_1', filename)))).toEqual(expected);
  });

  it.each([
    ['its id', `${hosted}/cfile_1/content`, citation('cfile_1', 'plot.png'), 'plot.png'],
    ['its name', `${hosted}/my%20plot.png?sig=1`, citation('cfile_1', 'my plot.png'), 'my plot.png'],
  ])('names an image whose URL carries %s, and lists it no second time', (_, url, cited, filename) => {
    const [output] = outputsOf(interpreterCall({ outputs: [image(url)] }), citing(cited));
    expect(output).toEqual([{ type: 'image', url, file_id: 'cfile_1', filename }]);
  });

  it('does not look for names in the bytes of a data URL', () => {
    const shown = image('data:image/png;base64,AAAA/notes/AAAA');
    const [output] = outputsOf(interpreterCall({ outputs: [shown] }), citing(citation('cfile_1', 'notes')));
    expect(output).toEqual([shown, file('cfile_1', 'notes')]);
  });

  it('names images without a telling URL in order, where as many pictures are cited', () => {
    const call = interpreterCall({ outputs: [image(dataUrl), image(`${dataUrl}=`)] });
    const cited = [citation('cfile_1', 'cfile_1.png'), citation('cfile_2', 'data.csv'), citation('cfile_3', 'b.JPG')];
    expect(outputsOf(call, citing(...cited))[0]).toEqual([
      { type: 'image', url: dataUrl, file_id: 'cfile_1', filename: 'cfile_1.png' },
      { type: 'image', url: `${dataUrl}=`, file_id: 'cfile_3', filename: 'b.JPG' },
      file('cfile_2', 'data.csv'),
    ]);
  });

  it('names no image where it cannot tell which picture is which', () => {
    const cited = [citation('cfile_1', 'a.png'), citation('cfile_2', 'b.png')];
    const [output] = outputsOf(interpreterCall({ outputs: [image(dataUrl)] }), citing(...cited));
    expect(output).toEqual([image(dataUrl), file('cfile_1', 'a.png'), file('cfile_2', 'b.png')]);
  });

  it('gives a picture to the call that shows one', () => {
    const calls = [interpreterCall({ outputs: [image(dataUrl)] }), interpreterCall({ outputs: [logs('done')] })];
    const [first, second] = outputsOf(...calls, citing(citation('cfile_1', 'cfile_1.png')));
    expect(first).toEqual([{ type: 'image', url: dataUrl, file_id: 'cfile_1', filename: 'cfile_1.png' }]);
    expect(second).toEqual([logs('done')]);
  });

  it('puts the error after what was printed and before the files', () => {
    const outputs = [logs('step 1'), logs('MemoryError: 4 GB')];
    const call = interpreterCall({ status: 'failed', outputs });
    expect(outputsOf(call, citing(citation('cfile_1', 'a.csv')))[0]).toEqual([
      ...outputs,
      { type: 'error', error_type: 'runtime', message: 'MemoryError: 4 GB' },
      file('cfile_1', 'a.csv'),
    ]);
  });
});
