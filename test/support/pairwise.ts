/** For each factor, its values. */
export type Factors = Readonly<Record<string, readonly string[]>>;
/** For each factor, one of its values. */
export type Row<F extends Factors> = { readonly [K in keyof F]: F[K][number] };

/**
 * Rows in which every two values of different factors that go together at all stand together at
 * least once. Greedy, and the same every time.
 */
export function pairwise<const F extends Factors>(
  factors: F,
  goTogether: (row: Row<F>) => boolean = () => true,
): Row<F>[] {
  const candidates = combinations(factors).filter((row) => goTogether(row as Row<F>));
  const missing = new Set(candidates.flatMap(pairsOf));
  const rows: Record<string, string>[] = [];
  while (missing.size > 0) {
    const gain = (row: Record<string, string>) =>
      pairsOf(row).filter((pair) => missing.has(pair)).length;
    const best = candidates.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    for (const pair of pairsOf(best)) missing.delete(pair);
    rows.push(best);
  }
  return rows as Row<F>[];
}

function combinations(factors: Factors): Record<string, string>[] {
  return Object.entries(factors).reduce<Record<string, string>[]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

function pairsOf(row: Readonly<Record<string, string>>): string[] {
  const cells = Object.entries(row).map(([name, value]) => `${name}=${value}`);
  return cells.flatMap((cell, index) => cells.slice(index + 1).map((other) => `${cell} ${other}`));
}
