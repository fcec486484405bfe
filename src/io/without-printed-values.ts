const HIDDEN: readonly (readonly [pattern: RegExp, text: string])[] = [
  // kubectl's time and process, which make one failure another one in each build.
  [/^E\d{4} [\d:.]+ +\d+ \S+\] "command failed" err=/m, ''],
  [/value: \{[^}]*\}/g, 'value: {…}'],
  [/literal sources \[[\s\S]*\]: /, 'literal sources […]: '],
  [
    /invalid literal source [\s\S]*, expected key=value/,
    'invalid literal source, expected key=value',
  ],
  [/with config: `[\s\S]*`: /, 'with config: `…`: '],
  [/\[patch: "[\s\S]*"\]/, '[patch: "…"]'],
  [/cannot unmarshal (!!\w+) `[^`]*`/g, 'cannot unmarshal $1'],
];

/** What kustomize says of a failed build, without what it cannot take, be it a password. */
export function withoutPrintedValues(message: string): string {
  return HIDDEN.reduce((text, [pattern, hidden]) => text.replace(pattern, hidden), message);
}
