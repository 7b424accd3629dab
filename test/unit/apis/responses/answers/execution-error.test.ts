import { describe, expect, it } from 'vitest';
import { executionError } from '../../../../../lib/apis/responses/answers/execution-error.ts';

const lines = (...rows: readonly string[]) => rows.join('\n');
const header = 'Traceback (most recent call last):';
const division = lines(
  header,
  '  File "<stdin>", line 7, in <module>',
  '  File "<stdin>", line 3, in ratio',
  '    return a / b',
  '           ~~^~~',
  'ZeroDivisionError: division by zero',
);

describe('executionError of a traceback that ends the logs', () => {
  it.each([
    ['plain Python', division, 'runtime', 'ZeroDivisionError: division by zero', 3],
    ['Windows line ends', division.replaceAll('\n', '\r\n'), 'runtime', 'ZeroDivisionError: division by zero', 3],
    ['output before it', `Error: 1\n${division}\n\n`, 'runtime', 'ZeroDivisionError: division by zero', 3],
    [
      'a library below the code that was run',
      lines(
        header,
        '  File "<stdin>", line 2, in <module>',
        '  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode',
        'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
      ),
      'runtime',
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
      2,
    ],
    [
      'a script',
      lines(
        header,
        '  File "/mnt/data/a.py", line 9, in <module>',
        '  File "/mnt/data/b.py", line 4, in f',
        'KeyError: 1',
      ),
      'runtime',
      'KeyError: 1',
      4,
    ],
    [
      'a chain of two',
      lines(division, '', 'During handling of the above exception, another exception occurred:', '') +
        lines('', header, '  File "<stdin>", line 9, in <module>', 'app.errors.Oops: again'),
      'runtime',
      'app.errors.Oops: again',
      9,
    ],
    [
      'a message of several lines',
      lines(header, '  File "<stdin>", line 1, in <module>', 'ValueError: ', '  Invalid value of type', '', '  for x'),
      'runtime',
      'ValueError: \n  Invalid value of type\n\n  for x',
      1,
    ],
    [
      'IPython',
      lines(
        '-'.repeat(75),
        'ZeroDivisionError                         Traceback (most recent call last)',
        'Cell In[1], line 3',
        '      1 a = 1',
        '      2 b = 0',
        '----> 3 a / b',
        '',
        'ZeroDivisionError: division by zero',
      ),
      'runtime',
      'ZeroDivisionError: division by zero',
      3,
    ],
    [
      'IPython in colours, with a library below',
      lines(
        '\u001b[0;31mFileNotFoundError\u001b[0m                         Traceback (most recent call last)',
        'Cell \u001b[0;32mIn[12], line 5\u001b[0m\n\u001b[1;32m      4\u001b[0m import pandas',
        '\u001b[0;32m----> 5\u001b[0m pandas.read_csv("a.csv")',
        '',
        'File \u001b[0;32m/opt/pandas/io/common.py:863\u001b[0m, in \u001b[0;36mget_handle\u001b[0;34m(path)\u001b[0m',
        '\u001b[0;32m--> 863\u001b[0m handle = open(path)',
        '',
        "\u001b[0;31mFileNotFoundError\u001b[0m: [Errno 2] No such file or directory: 'a.csv'",
      ),
      'runtime',
      "FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'",
      5,
    ],
    [
      'IPython 8.0',
      lines(
        'NameError       Traceback (most recent call last)',
        'Input In [2], in <cell line: 4>()',
        '----> 4 x',
        '',
        "NameError: 'x'",
      ),
      'runtime',
      "NameError: 'x'",
      4,
    ],
    [
      'IPython 7',
      lines(
        'KeyError       Traceback (most recent call last)',
        '<ipython-input-1-ab> in <module>',
        '----> 2 d[1]',
        '',
        'KeyError: 1',
      ),
      'runtime',
      'KeyError: 1',
      2,
    ],
    [
      'IPython interrupted by the sandbox',
      lines(
        'KeyboardInterrupt      Traceback (most recent call last)',
        'Cell In[1], line 2',
        '----> 2 sleep(999)',
        '',
        'KeyboardInterrupt: ',
      ),
      'timeout',
      'KeyboardInterrupt',
      2,
    ],
    [
      'an exception without a message',
      lines(header, '  File "<stdin>", line 1, in <module>', 'TimeoutError'),
      'timeout',
      'TimeoutError',
      1,
    ],
    [
      'another library’s timeout',
      lines(
        header,
        '  File "<stdin>", line 1, in <module>',
        "subprocess.TimeoutExpired: Command 'x' timed out after 5 seconds",
      ),
      'timeout',
      "subprocess.TimeoutExpired: Command 'x' timed out after 5 seconds",
      1,
    ],
    [
      'a script that does not compile',
      lines('  File "<stdin>", line 2', '    x = = 1', '        ^', 'SyntaxError: invalid syntax'),
      'syntax',
      'SyntaxError: invalid syntax',
      2,
    ],
    [
      'a script with Windows line ends that does not compile',
      lines('  File "<stdin>", line 2\r', '    x = = 1\r', '        ^\r', 'SyntaxError: invalid syntax\r', ''),
      'syntax',
      'SyntaxError: invalid syntax',
      2,
    ],
    [
      'a cell that does not compile',
      lines('  Cell In[3], line 8', '    return 1', '    ^', 'IndentationError: unexpected indent', ''),
      'syntax',
      'IndentationError: unexpected indent',
      8,
    ],
    [
      'code that does not compile at run time',
      lines(header, '  File "<stdin>", line 4, in <module>', '  File "<string>", line 1', '    \tx', 'TabError: tabs'),
      'syntax',
      'TabError: tabs',
      1,
    ],
  ])('reads %s', (_, logs, error_type, message, line) => {
    expect(executionError(logs, 'completed')).toMatchObject({ type: 'error', error_type, message, line });
  });

  it('gives the traceback from its header on, without colours and without what was printed before', () => {
    const coloured = division.replace('ZeroDivisionError', '\u001b[0;31mZeroDivisionError\u001b[0m');
    expect(executionError(`start\n${coloured}\n`, 'failed')?.traceback).toBe(division);
  });
});

describe('executionError of other logs', () => {
  it.each([
    ['prints the word Error', 'Error: none so far'],
    ['prints an exception', "caught ValueError: bad\nValueError: 'bad'"],
    ['lived on from a traceback that it printed', `${division}\nusing 0 instead`],
    ['prints only the header', `${header}\ndone`],
    ['prints a syntax error of its own', 'SyntaxError: see page 3'],
    ['prints nothing', ''],
  ])('finds none where a completed call %s', (_, logs) => {
    expect(executionError(logs, 'completed')).toBeUndefined();
  });

  it.each([
    ['failed', `${division}\nKernel restarted`, 'runtime', 'ZeroDivisionError: division by zero'],
    ['incomplete', `${division}\nKernel restarted`, 'runtime', 'ZeroDivisionError: division by zero'],
    ['failed', 'loading\nMemoryError\n', 'runtime', 'MemoryError'],
    ['failed', 'Segmentation fault (core dumped)', 'runtime', 'Segmentation fault (core dumped)'],
    ['failed', 'SyntaxError: invalid syntax', 'syntax', 'SyntaxError: invalid syntax'],
    ['incomplete', 'row 1\nExecution timed out after 120 s', 'timeout', 'Execution timed out after 120 s'],
    ['failed', 'KeyboardInterrupt', 'timeout', 'KeyboardInterrupt'],
    ['incomplete', 'builtins.ValueError: bad', 'runtime', 'builtins.ValueError: bad'],
  ] as const)('reads why a call is %s from %j', (status, logs, error_type, message) => {
    expect(executionError(logs, status)).toMatchObject({ type: 'error', error_type, message });
  });

  it.each([
    ['failed', '\n'],
    ['incomplete', 'row 1\nrow 2'],
  ] as const)('finds none where a call is %s and its logs are %j', (status, logs) => {
    expect(executionError(logs, status)).toBeUndefined();
  });

  it.each([
    ['many tracebacks', `${division}\nworking\n`.repeat(5_000)],
    ['many places', '  File "<stdin>", line 1\n'.repeat(20_000)],
    ['one line of places', 'File "a", line 1, line 1'.repeat(20_000)],
    ['much white space', `${header}\n${`${' '.repeat(1_000)}\n`.repeat(200)}`],
    ['a long dotted name', `${header}\n  File "a", line 1\n${'a.'.repeat(200_000)}!`],
    ['a long word', `${header}\n  File "a", line 1\n${'a'.repeat(400_000)}!`],
  ])('reads logs of %s in linear time', (_, logs) => {
    const started = performance.now();
    executionError(logs, 'incomplete');
    // Milliseconds where linear, minutes where not.
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
