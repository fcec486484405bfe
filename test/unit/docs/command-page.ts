import type { Command } from '@oclif/core';

type Flag = Command.Flag.Any;

const BIN = 'gitops-gen';

/** The Markdown page of a command; `id` is its words, `path` its source below the repository. */
export function commandPage(command: typeof Command, id: string, path: string): string {
  return [
    `# \`${BIN} ${id}\``,
    command.summary ?? '',
    unwrap(command.description ?? ''),
    codeBlock([`${BIN} ${usageOf(command, id)}`]),
    ...argumentSection(command),
    ...flagSections(command),
    ...exampleSection(command, id),
    `Source: [\`${path}\`](../../${path})`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function usageOf({ usage, args }: typeof Command, id: string): string {
  if (usage !== undefined) return [usage].flat().join(`\n${BIN} `);
  const names = Object.entries(args).map(([name, { required }]) =>
    required === true ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  );
  return [id, ...names, '[FLAGS]'].join(' ');
}

function argumentSection({ args }: typeof Command): string[] {
  const rows = Object.entries(args).map(([name, { description }]) => [
    `\`${name.toUpperCase()}\``,
    description ?? '',
  ]);
  return rows.length === 0 ? [] : ['## Arguments', table(['argument', 'what it is'], rows)];
}

/** A table for each group of flags, its own first and those of every command last. */
function flagSections({ flags, baseFlags }: typeof Command): string[] {
  const groups = new Map<string, string[][]>([['Flags', []]]);
  for (const [name, flag] of Object.entries({ ...flags, ...baseFlags })) {
    if (flag.hidden === true) continue;
    const group = flag.helpGroup === undefined ? 'Flags' : `${titled(flag.helpGroup)} flags`;
    groups.set(group, [...(groups.get(group) ?? []), flagRow(name, flag)]);
  }
  const json = ['`--json`', 'Print one JSON document instead of text.'];
  groups.set('Global flags', [...(groups.get('Global flags') ?? []), json]);
  return [...groups]
    .filter(([, rows]) => rows.length > 0)
    .sort(([a], [b]) => Number(a === 'Global flags') - Number(b === 'Global flags'))
    .flatMap(([group, rows]) => [`## ${group}`, table(['flag', 'what it does'], rows)]);
}

function flagRow(name: string, flag: Flag): string[] {
  const short = flag.char === undefined ? '' : `-${flag.char}, `;
  const negatable = flag.type === 'boolean' && flag.allowNo ? '[no-]' : '';
  const value = flag.type === 'boolean' ? '' : `=${valueOf(name, flag)}`;
  const often = flag.type === 'option' && flag.multiple === true ? '…' : '';
  const text = [flag.summary ?? flag.description ?? '', ...necessity(flag)].join(' ');
  return [`\`${short}--${negatable}${name}${value}${often}\``, text.replaceAll('<', '&lt;')];
}

function valueOf(name: string, flag: Flag): string {
  if (flag.type === 'option' && flag.options) return flag.options.join('|');
  const helpValue = flag.type === 'option' ? flag.helpValue : undefined;
  return [helpValue ?? name.replace(/^.*-/, '').toUpperCase()].flat().join(' ');
}

function necessity(flag: Flag): string[] {
  if (flag.required === true) return ['Required.'];
  const value: unknown = flag.default;
  return typeof value === 'string' || typeof value === 'number' ? [`Default: \`${value}\`.`] : [];
}

function exampleSection(command: typeof Command, id: string): string[] {
  const examples = (command.examples as Command.Example[] | undefined) ?? [];
  const lines = examples
    .map((example) => (typeof example === 'string' ? example : example.command))
    .map((text) =>
      text
        .replaceAll('<%= config.bin %>', BIN)
        .replaceAll(/<%= command\.id %>/g, id)
        .trim(),
    );
  return lines.length === 0 ? [] : ['## Examples', codeBlock(lines)];
}

function codeBlock(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => unwrap(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Lines of one paragraph as one line. */
function unwrap(text: string): string {
  return text.trim().replaceAll(/(?<!\n)\n(?!\n)/g, ' ');
}

/** The heading of a group: `TARGET` as Target, `ARGO CD` as Argo CD. */
function titled(group: string): string {
  return group.charAt(0) + group.slice(1).toLowerCase().replace(/\bcd$/, 'CD');
}
