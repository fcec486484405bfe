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
  for (const [name, source] of partials) engine.registerPartial(name, source);
  const options = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: KNOWN };
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  return ({ path, source }, context) => {
    const template = compiled.get(source) ?? engine.compile(source, options);
    compiled.set(source, template);
    try {
      return template(withoutPrototypes(context));
    } catch (error) {
      throw templateError(error, path);
    }
  };
}

function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, child]) => [key, withoutPrototypes(child)] as const,
  );
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}

function templateError(error: unknown, path: string): GitopsError {
  const text = error instanceof Error ? error.message : String(error);
  const [, line, column] =
    / - (\d+):(\d+)$/.exec(text) ?? /on line (\d+)/.exec(text) ?? ([] as string[]);
  const message = (text.split('\n')[0] ?? '')
    .replace(/ - \d+:\d+$/, '')
    .replace(/"(.*)" not defined in .*/, '"$1" does not exist here')
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
