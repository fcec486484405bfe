/** How many characters a line has, whatever the terminal. */
const LINE = 100;
/** A column is not made narrower than this: a date and most of a name. */
const NARROWEST = 20;
/** Names in front are shortened to this. */
const LABEL = 28;
const GAP = '  ';

/** What stands in a row of a column. */
export interface Cell {
  /** Words that stay together each, on as many lines as they need. */
  readonly head: readonly string[];
  /** One line below, in a longer and a shorter form: the first that fits, else the last one cut off. */
  readonly foot: readonly string[];
}

export interface TableGroup {
  readonly label: string;
  readonly rows: readonly { readonly label: string; readonly cells: readonly Cell[] }[];
}

/**
 * A table with a head for each group. Columns that do not fit into a line go below the others, so
 * that no line is longer than 100 characters.
 */
export function formatTable(columns: readonly string[], groups: readonly TableGroup[]): string {
  const labels = groups.flatMap(({ label, rows }) => [
    label,
    ...rows.map((row) => `  ${row.label}`),
  ]);
  const label = Math.min(LABEL, longest(labels));
  const room = Math.max(1, Math.floor((LINE - label) / (NARROWEST + GAP.length)));
  const blocks: string[] = [];
  for (let from = 0; from < columns.length; from += room) {
    const part = columns.map((_, index) => index).slice(from, from + room);
    const share = Math.floor((LINE - label) / part.length) - GAP.length;
    const widths = part.map((index) => {
      const cells = groups.flatMap(({ rows }) =>
        rows.flatMap(({ cells: all }) => all[index] ?? []),
      );
      const natural = cells.flatMap(({ head, foot }) => [head.join(' '), ...foot]);
      return Math.min(share, longest([columns[index] ?? '', ...natural]));
    });
    blocks.push(...groups.map((group) => formatGroup(columns, group, { part, label, widths })));
  }
  return blocks.join('\n\n');
}

interface Layout {
  /** Indexes of the columns. */
  readonly part: readonly number[];
  readonly label: number;
  readonly widths: readonly number[];
}

function formatGroup(columns: readonly string[], group: TableGroup, layout: Layout): string {
  const { part, label, widths } = layout;
  const line = (first: string, cells: readonly string[]) =>
    [first, ...cells]
      .map((text, index) => {
        const width = index === 0 ? label : (widths[index - 1] ?? 0);
        return shortened(printable(text), width).padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  const heads = part.map((index) => columns[index] ?? '');
  const rows = group.rows.flatMap(({ label: name, cells }) => {
    const texts = part.map((index, nth) => linesOf(cells[index], widths[nth] ?? 0));
    const height = Math.max(1, ...texts.map(({ length }) => length));
    return Array.from({ length: height }, (_, nth) =>
      line(
        nth === 0 ? `  ${name}` : '',
        texts.map((lines) => lines[nth] ?? ''),
      ),
    );
  });
  return [line(group.label, heads), ...rows].join('\n');
}

function linesOf(cell: Cell | undefined, width: number): string[] {
  if (!cell) return [];
  const forms = cell.foot.map(printable);
  const form = forms.find(({ length }) => length <= width) ?? forms.at(-1);
  const foot = form === undefined ? [] : [cut(form, width)];
  return [...wrapped(cell.head, width), ...foot];
}

/** Words on as few lines as they need. */
function wrapped(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words.map((text) => shortened(printable(text), width))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Begin and end of what is too long: that is where tags and names differ. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Text of a file or a commit can hold anything; a terminal is told nothing by it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '');
}
