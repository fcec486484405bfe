import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isMap } from '../model/is-map.js';
import { didYouMean } from '../model/nearest.js';
import type { Values } from '../model/repository-model.js';
import { formatPath, type YamlPath } from '../yaml/locate.js';
import type { Example, ParameterSchema } from './catalog.js';
import { mergeValues } from './merge-values.js';

/** What is wrong with a value, and which one it is. */
export interface ValueProblem {
  readonly path: YamlPath;
  readonly message: string;
}

type Parameters = Readonly<Record<string, ParameterSchema>>;

/** The value of every parameter where nobody says anything. */
export function defaultsOf(parameters: Parameters): Values {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, schema]) => [name, defaultOf(schema)]),
  );
}

/** The parameters that are the same in every environment, and so may stand in a base. */
export function appParameters({ parameters }: Pick<Example, 'parameters'>): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, schema]) => schema.scope === 'app'),
  );
}

/** What `values` has that the parameters do not allow; the first problem of each place. */
export function validateValues(parameters: Parameters, values: Values): ValueProblem[] {
  const validate = compile(parameters);
  validate(values);
  return (validate.errors ?? []).map(toProblem);
}

/** Why the parameters of an example cannot be used: each needs a schema, and defaults that fit it. */
export function parameterProblem(
  example: Pick<Example, 'parameters' | 'presets'>,
): string | undefined {
  const { parameters, presets } = example;
  try {
    compile(parameters);
  } catch (error) {
    return `the parameters are no JSON Schema: ${error instanceof Error ? error.message : String(error)}`;
  }
  const defaults = defaultsOf(parameters);
  const missing = missingDefault(parameters);
  if (missing) return `${formatPath(missing)}: a parameter needs a default`;
  for (const [layer, values] of [['default', {}], ...Object.entries(presets)] as [
    string,
    Values,
  ][]) {
    const fixed = Object.keys(values).find((name) => parameters[name]?.scope === 'app');
    if (fixed !== undefined) return `presets.${layer}.${fixed}: the parameter belongs to the app`;
    const [problem] = validateValues(parameters, mergeValues(defaults, values));
    if (problem)
      return `the ${layer} of ${formatPath(problem.path)} does not fit: ${problem.message}`;
  }
  return undefined;
}

/**
 * `values` with what their schemas say of the elements of lists: a property that an element leaves
 * out has its default, or is there without a value, so that a template can ask for it.
 */
export function completeLists(parameters: Parameters, values: Values): Values {
  return complete({ properties: parameters }, values) as Values;
}

function complete({ properties, items }: Values, value: unknown): unknown {
  if (Array.isArray(value) && isMap(items)) return value.map((item) => complete(items, item));
  if (!isMap(value) || !isMap(properties)) return value;
  const named = Object.entries(properties).map(([name, schema]) => {
    const own = isMap(schema) ? schema : {};
    return [name, complete(own, Object.hasOwn(value, name) ? value[name] : defaultOf(own))];
  });
  return { ...value, ...Object.fromEntries(named) };
}

function defaultOf(schema: Readonly<Record<string, unknown>>): unknown {
  if ('default' in schema) return schema['default'];
  const { properties } = schema;
  if (!isMap(properties)) return undefined;
  return Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [
      name,
      isMap(child) ? defaultOf(child) : undefined,
    ]),
  );
}

/** The first parameter, or property of one, that has a value only where somebody gives it one. */
function missingDefault(schemas: Values): string[] | undefined {
  for (const [name, schema] of Object.entries(schemas)) {
    if (!isMap(schema) || 'default' in schema) continue;
    if (!isMap(schema['properties'])) return [name];
    const below = missingDefault(schema['properties']);
    if (below) return [name, ...below];
  }
  return undefined;
}

/** One for all, as it takes a while to get ready; what it compiles stays apart from each other. */
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  strictTypes: false,
  formats: {},
  addUsedSchema: false,
});
ajv.addVocabulary(['scope']);

/** The parameters of an example are asked about for its defaults and for every environment. */
const compiled = new WeakMap<Parameters, ValidateFunction>();

function compile(parameters: Parameters): ValidateFunction {
  const known = compiled.get(parameters);
  if (known) return known;
  const validate = ajv.compile({
    type: 'object',
    properties: closed(parameters),
    additionalProperties: false,
  });
  compiled.set(parameters, validate);
  return validate;
}

/** The schemas with every object closed to properties that it does not name. */
function closed(schemas: Values): Values {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      isMap(schema) ? closeSchema(schema) : schema,
    ]),
  );
}

function closeSchema(schema: Values): Values {
  const { properties, items } = schema;
  return {
    ...(isMap(properties) ? { additionalProperties: false } : {}),
    ...schema,
    ...(isMap(properties) ? { properties: closed(properties) } : {}),
    ...(isMap(items) ? { items: closeSchema(items) } : {}),
  };
}

function toProblem({
  instancePath,
  keyword,
  params,
  parentSchema,
  message,
}: ErrorObject): ValueProblem {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) =>
      /^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~'),
    );
  if (keyword === 'additionalProperties') {
    const key = String((params as Values)['additionalProperty']);
    const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
    return { path: [...path, key], message: `there is no such parameter${didYouMean(key, known)}` };
  }
  if (keyword === 'enum') {
    const allowed = (params as { allowedValues: unknown[] }).allowedValues;
    return {
      path,
      message: `expected ${allowed.map((value) => JSON.stringify(value)).join(' or ')}`,
    };
  }
  return { path, message: message ?? keyword };
}
