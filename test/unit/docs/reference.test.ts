import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelJsonSchema } from '../../../src/model-file/print-model.js';
import { allRules } from '../../../src/validate/all-rules.js';
import { projectRoot } from '../../support/project-root.js';
import { commandPage } from './command-page.js';
import { loadCommands } from './load-commands.js';

const REFERENCE = join(projectRoot, 'docs/reference');
const INDEX = 'README.md';
const RULES = 'rules.md';
const BY_HAND = ['json-output.md', 'json'];

/** The pages are snapshots: run this file with `-u` to write them anew. */
describe('docs/reference', async () => {
  const commands = await loadCommands();
  const pageOf = (id: string) => `${id.replaceAll(' ', '-')}.md`;

  it.each(commands)('describes $id as it is', async ({ id, path, command }) => {
    await expect(commandPage(command, id, path)).toMatchFileSnapshot(join(REFERENCE, pageOf(id)));
  });

  it('has an index of the commands', async () => {
    const rows = commands.map(
      ({ id, command }) => `| [\`${id}\`](${pageOf(id)}) | ${command.summary ?? ''} |`,
    );
    const index = [
      '# Commands\n',
      '| command | what it does |',
      '| --- | --- |',
      ...rows,
      '\nWhat they print with `--json`: [json-output.md](json-output.md). What they exit with:',
      '[exit codes](../guides/exit-codes.md). The schema of `gitops-gen.yaml`:',
      '[model.schema.json](model.schema.json). The rules of `validate`: [rules.md](rules.md).\n',
    ].join('\n');
    await expect(index).toMatchFileSnapshot(join(REFERENCE, INDEX));
  });

  it('has the schema of the model', async () => {
    await expect(modelJsonSchema()).toMatchFileSnapshot(join(REFERENCE, 'model.schema.json'));
  });

  it('has every rule that validate knows', async () => {
    const rows = allRules.map(({ id, title, fix, source, severity = 'error' }) => {
      const cells = [`\`${id}\``, severity, title, fix, source];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
    });
    const page = [
      '# Rules\n',
      'What [`validate`](validate.md) holds a repository against. How to make an exception:',
      '[validate a repository](../guides/validate.md#exceptions). A single finding can be milder than its rule.\n',
      '| rule | severity | what holds | how to mend it | source |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot(join(REFERENCE, RULES));
  });

  it('has no page of a command that is gone', async () => {
    const pages = commands.map(({ id }) => pageOf(id));
    const expected = [...pages, ...BY_HAND, INDEX, RULES, 'model.schema.json'].sort();

    expect((await readdir(REFERENCE)).sort()).toEqual(expected);
  });
});
