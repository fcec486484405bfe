import { basename, dirname } from 'node:path';
import { mergeValues } from '../catalog/merge-values.js';
import { UsageError } from '../errors.js';
import { readTextFile } from '../io/files.js';
import { isMap } from '../model/is-map.js';
import type { Values } from '../model/repository-model.js';
import { parseValues } from '../yaml/parse.js';

/** Values by the app's name. */
export type ValuesByApp = Readonly<Record<string, Values>>;

/**
 * The values that were given on the command line: of a file, and over it single ones, each
 * `APP.KEY=VALUE` with a value in YAML (`8080`, `true`, `[a, b]`).
 *
 * @throws UsageError where the file is missing or no map, or a setting has another form.
 */
export async function collectValues(
  settings: readonly string[],
  file?: string,
): Promise<ValuesByApp> {
  const fromFile = file === undefined ? {} : await readValues(file);
  const byApp = mergeValues(fromFile, parseSettings(settings));
  const owner = Object.keys(byApp).find((name) => !isMap(byApp[name]));
  if (owner === undefined) return byApp as ValuesByApp;
  throw new UsageError(`--set ${owner}=… does not say which app it is for`, {
    code: 'INVALID',
    hint: 'Write APP.KEY=VALUE.',
  });
}

async function readValues(file: string): Promise<ValuesByApp> {
  const text = (await readTextFile(dirname(file), basename(file)))?.content;
  if (text === undefined)
    throw new UsageError(`there is no file ${file}`, { code: 'PRECONDITION' });
  const [value] = parseValues(text, file);
  if (isMap(value) && Object.values(value).every(isMap)) return value as ValuesByApp;
  throw new UsageError(`${file} does not hold values by app`, {
    code: 'INVALID',
    hint: 'Its keys are names of apps, each with a map of values.',
    place: { path: file },
  });
}

/**
 * Settings of the form `KEY=VALUE` as a map of maps: `postgres.storage.size=20Gi`.
 *
 * @throws UsageError where one has another form, or its value is no YAML.
 */
export function parseSettings(settings: readonly string[]): Values {
  return mergeValues(...settings.map(parseSetting));
}

function parseSetting(setting: string): Values {
  const [, path, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  if (path === undefined || text === undefined) {
    throw new UsageError(`--set "${setting}" is not of the form KEY=VALUE`, { code: 'INVALID' });
  }
  const [value] = text === '' ? [''] : parseValues(text, `--set ${path}`);
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Values;
}
