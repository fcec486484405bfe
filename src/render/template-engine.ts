import Handlebars from 'handlebars';
import type { GitopsError } from '../errors.js';
import { UsageError } from '../errors.js';
import { TEMPLATE_HELPERS } from './template-helpers.js';

/** A text with braces, and where it stands for the sake of errors. */
export interface Template {
  readonly path: string;
  readonly source: string;
}

export type TemplateContext = Readonly<Record<string, unknown>>;

/** Fills in a template; see {@link createTemplateEngine}. */
export type RenderTemplate = (template: Template, context: TemplateContext) => string;

const KNOWN = {
  ...Object.fromEntries(Object.keys(TEMPLATE_HELPERS).map((name) => [name, true])),
  log: false,
  helperMissing: false,
  blockHelperMissing: false,
};

/** Stands in the text where a template prints a map; no template can write it. */
const PRINTED_MAP = '\u0000map\u0000';

/**
 * Handlebars with a closed set of helpers, without HTML escaping, and strict: a name that does not
 * exist is an error. Templates are data. What they can reach is the context they are given, free
 * of prototypes, so that no function of the language is within their reach.
 *
 * A rendered template throws a UsageError that names template, line, column and parameter.
 */
export function createTemplateEngine(partials: ReadonlyMap<string, string>): RenderTemplate {
  const engine = Handlebars.create();
  engine.unregisterHelper('log');
  for (const [name, helper] of Object.entries(TEMPLATE_HELPERS)) {
    // Handlebars hands every helper its options as the last argument.
    engine.registerHelper(name, (...args: unknown[]) => helper(...args.slice(0, -1)));
  }
  for (const [name, source] of partials) {
    const partial = { path: `partials/${name}.hbs`, source, isPartial: true };
    engine.registerPartial(name, compileTemplate(engine, partial));
  }
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  return (template, context) => {
    const fill = compiled.get(template.source) ?? compileTemplate(engine, template);
    compiled.set(template.source, fill);
    const text = fill(withoutPrototypes(context));
    if (!text.includes(PRINTED_MAP)) return text;
    throw new UsageError('template: a map is printed: choose one of its values, or use toYaml', {
      code: 'TEMPLATE',
      place: { path: template.path },
    });
  };
}

function compileTemplate(
  engine: typeof Handlebars,
  template: Template & { readonly isPartial?: boolean },
): Handlebars.TemplateDelegate {
  const options = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: KNOWN };
  let compiled: Handlebars.TemplateDelegate | undefined;
  return (context, runtime) => {
    try {
      compiled ??= engine.compile(parseStrictly(engine, template), options);
      return compiled(context, runtime);
    } catch (error) {
      throw templateError(error, template);
    }
  };
}

/**
 * By itself Handlebars' strict mode passes over the arguments of helpers. Where a partial asks for
 * one of its parameters it stays so: who includes it may leave out the parameter.
 */
function parseStrictly(
  engine: typeof Handlebars,
  { source, isPartial = false }: Template & { readonly isPartial?: boolean },
): hbs.AST.Program {
  const program = engine.parse(source);
  const visitor = new Handlebars.Visitor();
  visitor.PathExpression = (path) => {
    if (!isPartial || path.parts.length > 1) Object.assign(path, { strict: true });
  };
  visitor.accept(program);
  return program;
}

/** Contexts share most of what they hold, and there is one for each file: each part is copied once. */
const copies = new WeakMap<object, unknown>();

function withoutPrototypes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy = copies.get(value) ?? copyWithoutPrototypes(value);
  copies.set(value, copy);
  return copy;
}

function copyWithoutPrototypes(value: object): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  const entries = Object.entries(value).map(
    ([key, child]) => [key, withoutPrototypes(child)] as const,
  );
  const map = Object.assign(Object.create(null) as object, Object.fromEntries(entries));
  return Object.defineProperty(map, Symbol.toPrimitive, { value: () => PRINTED_MAP });
}

function templateError(error: unknown, { path, source }: Template): GitopsError {
  if (error instanceof UsageError && error.place) return error;
  const text = error instanceof Error ? error.message : String(error);
  const [, line, column] =
    / - (\d+):(\d+)$/.exec(text) ?? /on line (\d+)/.exec(text) ?? ([] as string[]);
  const message = (text.split('\n')[0] ?? '')
    .replace(/ - \d+:\d+$/, '')
    .replace(/"(.*)" not defined in .*/s, (_, name: string) => {
      return `"${writtenAt(source, error) ?? name}" does not exist here`;
    })
    .replace(
      /You specified knownHelpersOnly, but used the unknown helper (.*)/,
      'there is no helper "$1"',
    );
  const place = {
    path,
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) + 1 }),
  };
  return new UsageError(`template: ${message}`, { code: 'TEMPLATE', place, cause: error });
}

/** The path that a template has where Handlebars' error points to. */
function writtenAt(source: string, error: unknown): string | undefined {
  const { lineNumber, column, endColumn } = error as Partial<Record<string, number>>;
  if (lineNumber === undefined) return undefined;
  return source.split('\n')[lineNumber - 1]?.slice(column, endColumn);
}
