import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { editImages } from '../../src/images/edit-images.js';
import { findImages } from '../../src/images/survey-images.js';
import { parseBumpArguments } from '../../src/images/parse-bump-argument.js';
import { RUNS } from './runs.js';

const CASES = { numRuns: RUNS };

/** One entry of a generated kustomization: what it says, and the exact text that says it. */
interface Entry {
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
}

interface File {
  readonly before: string;
  readonly entries: readonly Entry[];
  readonly between: string;
  readonly after: string;
}

type Quote = 'plain' | 'single' | 'double';

const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'.split(/(?=.)/)),
  minLength: 64,
  maxLength: 64,
});
const digest = hex.map((digits) => `sha256:${digits}`);
const tag = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/),
  fc.constantFrom(
    '1.20',
    '0x1F',
    '1_000',
    'yes',
    'n',
    'null',
    '2024-01-02',
    '706798e8',
    '0o17',
    'latest',
  ),
);
const part = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const name = fc.tuple(part, part).map(([host, path]) => `${host}.io/${path}`);

/** A text as it may stand in a file: plain texts that are no strings there are numbers and the like. */
function spell(text: string, quote: Quote): string {
  return quote === 'plain' ? text : quote === 'single' ? `'${text}'` : `"${text}"`;
}

const style = fc.record({
  layout: fc.constantFrom('block', 'flow', 'flow-list', 'json'),
  indent: fc.constantFrom(0, 2, 4),
  gap: fc.constantFrom(1, 3),
  blank: fc.constantFrom('', '\n', '\n# between\n'),
  lineBreak: fc.constantFrom('\n', '\r\n'),
  mark: fc.constantFrom('', '\uFEFF'),
  final: fc.boolean(),
  head: fc.constantFrom(
    '',
    '# 😀 head\nresources:\n- x.yaml\n',
    'patches:\n- patch: |-\n    a: 1\n\n    b: 漢\n',
  ),
  tail: fc.constantFrom('', '\n# end\n', 'x: {y: 1}\n', '...\n# after\n'),
});
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

/** A plain null is no tag at all, and may stay where it is. */
const existingTag = tag.filter((text) => !/^null$/i.test(text));
const entryFields = fc.record({ newName: name, newTag: existingTag, digest }, { requiredKeys: [] });
const entryStyle = fc.record({
  quote: fc.constantFrom<Quote>('plain', 'single', 'double'),
  order: fc.shuffledSubarray(['name', 'newName', 'newTag', 'digest', 'note'], { minLength: 5 }),
  comment: fc.boolean(),
});

function blockEntry(pairs: [string, string][], { indent, gap }: Style, comment: boolean): string {
  const [dash, hanging] = [
    `${' '.repeat(indent)}-${' '.repeat(gap)}`,
    ' '.repeat(indent + 1 + gap),
  ];
  return pairs
    .map(
      ([key, value], index) =>
        `${index === 0 ? dash : hanging}${key}: ${value}${comment ? ` # of ${key}` : ''}\n`,
    )
    .join('');
}

const file = fc
  .record({ style, names: fc.uniqueArray(part, { minLength: 1, maxLength: 4 }) })
  .chain(({ style: chosen, names }) =>
    fc.tuple(...names.map(() => fc.tuple(entryFields, entryStyle))).map((parts) => {
      const entries = parts.map(([given, look], index) => {
        const fields: Record<string, string> = { name: names[index] ?? '', note: 'kept', ...given };
        const quote = chosen.layout === 'json' ? 'double' : look.quote;
        const pairs = look.order
          .filter((key) => key in fields)
          .map((key): [string, string] => [key, spell(fields[key] ?? '', quote)]);
        const flow = pairs
          .map(([key, value]) => `${chosen.layout === 'json' ? `"${key}"` : key}: ${value}`)
          .join(', ');
        const text =
          chosen.layout === 'block'
            ? blockEntry(pairs, chosen, look.comment)
            : chosen.layout === 'flow'
              ? `${' '.repeat(chosen.indent)}- {${flow}}${look.comment ? ' # of all' : ''}\n`
              : `{${flow}}`;
        return { fields, text };
      });
      return framed(entries, chosen);
    }),
  );

function framed(entries: readonly Entry[], chosen: Style): File {
  const { layout, blank, lineBreak, mark, final, head, tail } = chosen;
  const lines = (text: string) => text.replaceAll('\n', lineBreak);
  const list = layout === 'flow-list' || layout === 'json';
  const before = layout === 'json' ? '{"images": [' : `${head}images:${list ? ' [' : '\n'}`;
  const after = layout === 'json' ? ']}\n' : `${list ? ']\n' : ''}${tail}`;
  const last = entries.length - 1;
  const cut = (text: string) => (final ? text : text.replace(/\n$/, ''));
  return {
    before: mark + lines(before),
    between: list ? ', ' : lines(blank),
    entries: entries.map(({ fields, text }, index) => ({
      fields,
      text: lines(index === last && after === '' ? cut(text) : text),
    })),
    after: lines(after === '' ? '' : cut(after)),
  };
}

function textOf({ before, entries, between, after }: File): string {
  return before + entries.map(({ text }) => text).join(between) + after;
}

const operation = fc.oneof(
  tag.map((newTag) => ({ argument: newTag, fields: { newTag, digest: undefined } })),
  digest.map((value) => ({ argument: value, fields: { newTag: undefined, digest: value } })),
  fc.tuple(tag, digest).map(([newTag, value]) => ({
    argument: `${newTag}@${value}`,
    fields: { newTag, digest: value },
  })),
  fc.tuple(name, tag).map(([newName, newTag]) => ({
    argument: `${newName}:${newTag}`,
    fields: { newName, newTag, digest: undefined },
  })),
  name.map((newName) => ({ argument: newName, fields: { newName } })),
);

function bump(text: string, args: readonly string[]) {
  const path = 'kustomization.yaml';
  const { changes } = parseBumpArguments(args);
  return editImages({ path, text }, changes, { today: '2026-01-01' });
}

/** Parsed without resolving types, so that `1.20` is what it says. */
function literal(text: string): { images: Record<string, string>[] } {
  const [first = ''] = text.replace(/^\uFEFF/, '').split(/^\.\.\./m);
  return parse(first, { schema: 'failsafe' }) as { images: Record<string, string>[] };
}

describe('a bump of any kustomization', () => {
  const scenario = fc.record({ file, pick: fc.nat(), operation });

  test('changes what was asked for and not a byte beside it; again it is unchanged', () => {
    fc.assert(
      fc.property(scenario, ({ file: given, pick, operation: { argument, fields } }) => {
        const index = pick % given.entries.length;
        const target = given.entries[index];
        const argumentText = `${target?.fields['name'] ?? ''}=${argument}`;
        const text = textOf(given);
        const { content, warnings } = bump(text, [argumentText]);

        const expected = literal(text);
        const wanted = { ...expected.images[index], ...fields };
        expected.images[index] = JSON.parse(JSON.stringify(wanted)) as Record<string, string>;
        expect(literal(content)).toEqual(expected);

        const [prefix, suffix] = around(given, index);
        expect(content.startsWith(prefix)).toBe(true);
        expect(content.slice(prefix.length).endsWith(suffix)).toBe(true);
        const edited = content.slice(prefix.length, content.length - suffix.length);
        for (const [comment] of target?.text.matchAll(/# of \w+/g) ?? []) {
          expect(
            edited.includes(comment) || warnings.some(({ message }) => message.includes(comment)),
          ).toBe(true);
        }
        expect(/(?<!\r)\n/.test(content)).toBe(/(?<!\r)\n/.test(text));

        const again = bump(content, [argumentText]);
        expect(again.content).toBe(content);
        expect(again.results).toMatchObject([{ status: 'unchanged' }]);
      }),
      CASES,
    );
  });

  test('of several images is the same as one after the other', () => {
    fc.assert(
      fc.property(
        file,
        fc.array(operation, { minLength: 4, maxLength: 4 }),
        (given, operations) => {
          const args = given.entries.map(
            ({ fields }, index) => `${fields['name'] ?? ''}=${operations[index]?.argument ?? 'v1'}`,
          );
          const text = textOf(given);
          const single = args.reduce(
            (content, argument) => bump(content, [argument]).content,
            text,
          );
          expect(bump(text, args).content).toBe(single);
        },
      ),
      CASES,
    );
  });

  test('--add adds one entry and leaves the others', () => {
    fc.assert(
      fc.property(file, operation, (given, { argument, fields }) => {
        const text = textOf(given);
        const { changes } = parseBumpArguments([`new-image=${argument}`]);
        const { content } = editImages({ path: 'kustomization.yaml', text }, changes, {
          today: '2026-01-01',
          add: true,
        });
        const images = literal(content).images;
        expect(images.filter((image) => image['name'] !== 'new-image')).toEqual(
          literal(text).images,
        );
        const added = JSON.parse(JSON.stringify({ name: 'new-image', ...fields })) as unknown;
        expect(images.filter((image) => image['name'] === 'new-image')).toEqual([added]);
        for (const { text: entry } of given.entries) expect(content).toContain(entry);
        expect(findImages(content, 'kustomization.yaml')).toHaveLength(given.entries.length + 1);
      }),
      CASES,
    );
  });
});

function around({ before, entries, between, after }: File, index: number): [string, string] {
  const texts = entries.map(({ text }) => text);
  const head = texts.slice(0, index).map((text) => text + between);
  const tail = texts.slice(index + 1).map((text) => between + text);
  return [before + head.join(''), tail.join('') + after];
}
