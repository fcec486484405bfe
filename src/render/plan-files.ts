import { lookUp, holds } from '../catalog/condition.js';
import type { Example, FileRule } from '../catalog/catalog.js';
import { UsageError } from '../errors.js';
import type { ManagedFile, TextFile } from '../model/file-tree.js';
import { pathProblem } from '../model/repository-path.js';
import { MAX_RANGE, rangeOf } from './range.js';
import type { RenderTemplate, TemplateContext } from './template-engine.js';

/** The contexts that the file rules of an example are filled in with. */
export interface Contexts {
  /** For files that are the same in all environments. */
  readonly shared: TemplateContext;
  /** One for each environment. */
  readonly environments: readonly TemplateContext[];
}

type Templates = Pick<Example, 'name' | 'files' | 'templates'>;

/**
 * The files that an example's templates make, by their path in the repository.
 *
 * @throws UsageError where a template belongs to no rule, two make one file, or a path is not safe.
 */
export function renderFiles(
  example: Templates,
  contexts: Contexts,
  render: RenderTemplate,
): Map<string, ManagedFile> {
  const files = new Map<string, ManagedFile>();
  for (const [path, template] of example.templates) {
    const at = `${example.name}/${path}`;
    for (const { rule, context } of placesOf(example, path, contexts)) {
      const to = render(
        { path: `${example.name}/example.yaml`, source: targetOf(rule, path) },
        context,
      );
      const problem = pathProblem(to);
      if (problem)
        throw new UsageError(`${at}: the path "${to}" ${problem}`, { code: 'UNSAFE_PATH' });
      if (files.has(to))
        throw new UsageError(`${at}: a second template makes ${to}`, { code: 'CATALOG' });
      files.set(to, { ...fill(template, { at, context, render }), policy: rule.policy ?? 'merge' });
    }
  }
  return files;
}

interface Filling {
  readonly at: string;
  readonly context: TemplateContext;
  readonly render: RenderTemplate;
}

function fill({ content, mode }: TextFile, { at, context, render }: Filling): TextFile {
  return {
    content: at.endsWith('.hbs') ? render({ path: at, source: content }, context) : content,
    mode,
  };
}

interface FilePlace {
  readonly rule: FileRule;
  readonly context: TemplateContext;
}

/** Where a template goes, and what it is filled in with each time. */
function placesOf(example: Templates, path: string, contexts: Contexts): FilePlace[] {
  return rulesOf(example, path).flatMap((rule) =>
    contextsOf(rule, contexts)
      .filter((context) => rule.when === undefined || holds(rule.when, context))
      .map((context) => ({ rule, context })),
  );
}

/** The rules whose `from` is the longest prefix of `path`: all that have the same. */
function rulesOf({ name, files }: Templates, path: string): FileRule[] {
  const matching = files.filter(({ from }) => path === from || path.startsWith(`${from}/`));
  const longest = Math.max(...matching.map(({ from }) => from.length));
  if (matching.length > 0) return matching.filter(({ from }) => from.length === longest);
  throw new UsageError(`no entry of files: says where ${path} goes`, {
    code: 'CATALOG',
    place: { path: `${name}/example.yaml` },
  });
}

function targetOf({ from, to }: FileRule, path: string): string {
  const target = path === from ? to : `${to}${path.slice(from.length)}`;
  return target.replace(/\.hbs$/, '');
}

function contextsOf({ each = [] }: FileRule, contexts: Contexts): readonly TemplateContext[] {
  const lists = [each].flat();
  const start = lists.includes('environments') ? contexts.environments : [contexts.shared];
  return lists
    .filter((list) => list !== 'environments')
    .reduce((all, list) => all.flatMap((context) => repeat(list, context)), start);
}

function repeat(list: string, context: TemplateContext): TemplateContext[] {
  const value = lookUp(list, context);
  const items: unknown[] | undefined = Array.isArray(value) ? value : rangeOf(value);
  if (!items) {
    throw new UsageError(`each: ${list} is neither a list nor a whole number up to ${MAX_RANGE}`, {
      code: 'CATALOG',
    });
  }
  return items.map((item, index) => ({ ...context, item, index }));
}
