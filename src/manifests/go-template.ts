import { UsageError } from '../errors.js';

/** What `{{ . }}` is. */
export type TemplateData = unknown;

/**
 * Fills in a Go template as Argo CD does it with `missingkey=error`, as far as ApplicationSets of
 * lists need it: fields, `if`, `else`, `range`, and the functions `or`, `and`, `not`, `eq`.
 *
 * @throws UsageError where a key is missing, or the template says more than that.
 */
export function renderGoTemplate(template: string, data: TemplateData): string {
  const tokens = tokenize(template);
  const nodes = parseBlock(tokens);
  if (tokens.length > 0) throw unsupported(tokens[0]?.action ?? '');
  return renderNodes(nodes, data);
}

interface Token {
  readonly text?: string;
  readonly action?: string;
}

type Node =
  | { readonly text: string }
  | { readonly value: string }
  | {
      readonly block: 'if' | 'range';
      readonly of: string;
      readonly then: Node[];
      readonly else: Node[];
    };

const ACTION = /\{\{(- )?\s*(.*?)\s*( -)?\}\}/gs;

/** Cuts texts and actions apart; `{{-` and `-}}` eat the blank space on their side. */
function tokenize(template: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  const pushText = (end: number, trimEnd: boolean) => {
    const raw = template.slice(at, end);
    const text = trimNext ? raw.trimStart() : raw;
    tokens.push({ text: trimEnd ? text.trimEnd() : text });
  };
  for (const match of template.matchAll(ACTION)) {
    pushText(match.index, match[1] !== undefined);
    tokens.push({ action: match[2] ?? '' });
    at = match.index + match[0].length;
    trimNext = match[3] !== undefined;
  }
  pushText(template.length, false);
  return tokens;
}

/** Takes tokens up to, not including, the `end` or `else` that closes the block. */
function parseBlock(tokens: Token[]): Node[] {
  const nodes: Node[] = [];
  while (tokens[0] && tokens[0].action !== 'end' && tokens[0].action !== 'else') {
    const { text, action = '' } = tokens.shift() ?? {};
    const [, block, of = ''] = /^(if|range) (.+)$/s.exec(action) ?? [];
    if (text !== undefined) nodes.push({ text });
    else if (block === 'if' || block === 'range') nodes.push(parseRest(tokens, block, of));
    else nodes.push({ value: action });
  }
  return nodes;
}

function parseRest(tokens: Token[], block: 'if' | 'range', of: string): Node {
  const then = parseBlock(tokens);
  const otherwise = tokens[0]?.action === 'else' ? parseBlock((tokens.shift(), tokens)) : [];
  if (tokens.shift()?.action !== 'end') throw unsupported(`${block} ${of}, without its end`);
  return { block, of, then, else: otherwise };
}

function renderNodes(nodes: readonly Node[], data: TemplateData): string {
  return nodes
    .map((node) => {
      if ('text' in node) return node.text;
      if ('value' in node) return asText(evaluate(node.value, data));
      const value = evaluate(node.of, data);
      if (!isTruthy(value)) return renderNodes(node.else, data);
      if (node.block === 'if') return renderNodes(node.then, data);
      return (value as unknown[]).map((item) => renderNodes(node.then, item)).join('');
    })
    .join('');
}

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  or: (...values) => values.find(isTruthy) ?? values.at(-1),
  and: (...values) => values.find((value) => !isTruthy(value)) ?? values.at(-1),
  not: (value) => !isTruthy(value),
  eq: (a, b) => a === b,
};

function evaluate(expression: string, data: TemplateData): unknown {
  const [first = '', ...rest] = expression.match(/"[^"]*"|\S+/g) ?? [];
  const call = FUNCTIONS[first];
  if (call) return call(...rest.map((argument) => operand(argument, data)));
  if (rest.length > 0) throw unsupported(expression);
  return operand(first, data);
}

function operand(text: string, data: TemplateData): unknown {
  if (/^"[^"]*"$/.test(text)) return text.slice(1, -1);
  if (text === '.') return data;
  if (!/^(\.\w+)+$/.test(text)) throw unsupported(text);
  return text
    .slice(1)
    .split('.')
    .reduce<unknown>((value, key) => {
      if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) {
        return (value as Readonly<Record<string, unknown>>)[key];
      }
      throw new UsageError(`there is no ${text}`, { code: 'GO_TEMPLATE' });
    }, data);
}

/** As Go does: not the zero value of its type, and not empty. */
function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unsupported(action: string): UsageError {
  return new UsageError(`{{ ${action} }} is beyond what can be evaluated here`, {
    code: 'GO_TEMPLATE',
  });
}
