import { UsageError } from '../errors.js';

/** What a condition may read: `values.exposure`, `secrets`, `env.preset` … */
export type Scope = Readonly<Record<string, unknown>>;

const TERM = /^([A-Za-z][\w.]*) (==|!=|in) (.+)$/;

/**
 * Whether a condition of `example.yaml` holds: terms `path == value`, `path != value` and
 * `path in [a, b]`, joined by `and`. Values compare by their text; `""` is the empty one.
 *
 * @throws UsageError where it is of another form or reads what does not exist.
 */
export function holds(condition: string, scope: Scope): boolean {
  return condition.split(' and ').every((term) => termHolds(term.trim(), scope));
}

function termHolds(term: string, scope: Scope): boolean {
  const [, path, operator, right] = TERM.exec(term) ?? [];
  if (path === undefined || right === undefined) {
    throw new UsageError(`"${term}" is no condition`, {
      code: 'CONDITION',
      hint: 'Write "path == value", "path != value" or "path in [a, b]", joined by "and".',
    });
  }
  const value = asText(lookUp(path, scope));
  const allowed = right
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
    .map(unquote);
  return allowed.includes(value) === (operator !== '!=');
}

/** @throws UsageError where `path` leads nowhere. */
export function lookUp(path: string, scope: Scope): unknown {
  return path.split('.').reduce<unknown>((value, part) => {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, part)) {
      return (value as Scope)[part];
    }
    throw new UsageError(`"${path}" does not exist here`, { code: 'CONDITION' });
  }, scope);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}
