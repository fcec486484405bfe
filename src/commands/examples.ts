import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { formatExample, formatExamples } from '../cli/format-examples.js';
import type { ExampleDetails, ExampleSummary } from '../workflows/examples.js';

export default class Examples extends BaseCommand {
  static override summary = 'List the examples, or describe one with its parameters.';

  static override examples = ['<%= config.bin %> examples', '<%= config.bin %> examples todo-app'];

  static override args = { name: Args.string({ description: 'The example to describe.' }) };

  static override flags = {
    catalog: Flags.directory({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'A catalog of your own to look into as well.',
      helpValue: 'DIR',
    }),
  };

  async run(): Promise<ExampleSummary[] | ExampleDetails> {
    const { args, flags } = await this.parse(Examples);
    const { describeExample, describeExamples } = await import('../workflows/examples.js');
    const catalogs = (flags.catalog ?? []).map((folder) => resolve(folder));
    if (args.name === undefined) {
      const examples = await describeExamples(catalogs);
      this.log(formatExamples(examples));
      return examples;
    }
    const example = await describeExample(args.name, catalogs);
    this.log(formatExample(example));
    return example;
  }
}
