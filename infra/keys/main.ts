import { type ParseArgsConfig, parseArgs } from 'node:util';
import { fieldsOf, isRowOf } from '../../lib/json/fields.ts';
import { readDotEnv } from '../local/dot-env.ts';
import { type Command, CommandError } from './command.ts';
import { createCommand } from './create-command.ts';
import { explainFailure } from './explain-failure.ts';
import { limitCommand } from './limit-command.ts';
import { listCommand } from './list-command.ts';
import { type OpenedTable, openKeyTable } from './open-key-table.ts';
import { revokeCommand } from './revoke-command.ts';
import { rotateCommand } from './rotate-command.ts';

// `npm run keys -- create|list|rotate|revoke|limit`: who may call, and how much. What came of it is on stdout; on stderr, which
// table it was, and what went wrong.

const commands: Readonly<Record<string, Command>> = {
  create: createCommand,
  list: listCommand,
  rotate: rotateCommand,
  revoke: revokeCommand,
  limit: limitCommand,
};

const common: NonNullable<ParseArgsConfig['options']> = {
  table: { type: 'string' },
  region: { type: 'string' },
  local: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

function usage(): string {
  return [
    'Usage: npm run keys -- <command>',
    '',
    ...Object.entries(commands).flatMap(([name, command]) => [
      `  ${name} ${command.usage}`,
      `      ${command.summary}`,
    ]),
    '',
    'Of the local table, or of a deployed one: --table NAME (or ACCESS_TABLE) and --region REGION (or AWS_REGION);',
    '--local is the local one whatever the environment says. --json is for scripts.',
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || name === 'help' || rest.includes('--help') || /^--?h(?:elp)?$/.test(name)) {
    process.stdout.write(usage());
    return;
  }
  if (!isRowOf(commands, name)) throw new CommandError(`There is no command ${name}.\n\n${usage()}`);
  const command = commands[name];
  if (!command) return;
  const { values, positionals } = parsed(command, `npm run keys -- ${name} ${command.usage}`, rest);
  const run = command.read({ words: positionals, options: values, now: Date.now });
  readDotEnv();
  await onTable(values, async ({ table, where }) => {
    process.stderr.write(`In ${where}:\n`);
    const { text, json } = await run(table);
    process.stdout.write(`${values.json === true ? JSON.stringify(json, null, 2) : text}\n`);
  });
}

function parsed(command: Command, synopsis: string, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...common, ...command.options },
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    // Node's own message names the option.
    throw new CommandError(`${fieldsOf(error).message ?? error}\n\nUsage: ${synopsis}`);
  }
}

async function onTable(values: Readonly<Record<string, unknown>>, use: (opened: OpenedTable) => Promise<void>) {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const choice = { table: text('table'), region: text('region'), isLocal: values.local === true };
  const opened = await openKeyTable(choice, process.env);
  try {
    await use(opened);
  } catch (error) {
    throw new CommandError(explainFailure(error, opened.where), { cause: error });
  } finally {
    await opened.close();
  }
}

// Whoever reads the output may stop (`| head`); what was asked for is done all the same.
process.stdout.on('error', () => {});

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
