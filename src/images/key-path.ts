import { UsageError } from '../errors.js';
import type { YamlPath } from '../yaml/locate.js';

const STEP = /^(?:\[(\d+)\]|"((?:[^"\\]|\\.)*)"|((?:[^.[\]"\\]|\\.)+))/;

/**
 * Reads `a.b[0].tag`: keys with dots between, list indexes from 0 in brackets; `\` before a
 * character of a key takes it literally, and so do double quotes around a key (H9).
 *
 * @throws UsageError `BAD_REFERENCE`.
 */
export function parseKeyPath(text: string): YamlPath {
  const path: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const separated = path.length === 0 || rest.startsWith('[') ? rest : rest.replace(/^\./, '');
    const match = STEP.exec(separated);
    const unseparated = path.length > 0 && separated === rest && !rest.startsWith('[');
    if (!match || unseparated) throw badPath(text);
    const [step, index, quoted, plain] = match;
    path.push(index === undefined ? unescaped(quoted ?? plain ?? '') : Number(index));
    rest = separated.slice(step.length);
  }
  if (path.length === 0) throw badPath(text);
  return path;
}

function unescaped(key: string): string {
  return key.replace(/\\(.)/g, '$1');
}

function badPath(text: string): UsageError {
  return new UsageError(`"${text}" is not a path of keys`, {
    code: 'BAD_REFERENCE',
    hint: 'write it like backend.image.tag, or containers[0].image',
  });
}
