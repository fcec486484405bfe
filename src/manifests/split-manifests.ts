import { parseStrict } from '../yaml/parse.js';

/** One object of a rendered stream, with the file name it gets when it stands alone. */
export interface ManifestText {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The objects of what kustomize printed, each with a name that is stable and safe as a file name:
 * `deployment-web.yaml`, with the namespace in between where another object of that kind has the
 * same name.
 */
export function splitManifests(stream: string): ManifestText[] {
  const texts = stream.split(/^---\n/m).filter((text) => text.trim() !== '');
  const named = texts.map((text) => ({ text, ...nameParts(text) }));
  const times = new Map<string, number>();
  for (const { short } of named) times.set(short, (times.get(short) ?? 0) + 1);
  return named.map(({ text, short, long }) => ({
    text,
    fileName: `${times.get(short) === 1 ? short : long}.yaml`,
  }));
}

function nameParts(text: string): { short: string; long: string } {
  const document = parseStrict(text, 'the rendered manifests')[0];
  const part = (...path: string[]) => {
    const value = document?.getIn(path);
    return typeof value === 'string' ? value : '';
  };
  const safe = (...parts: string[]) =>
    parts
      .filter((each) => each !== '')
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9.-]/g, '_');
  const [kind, name] = [part('kind'), part('metadata', 'name')];
  const group = part('apiVersion').replace(/\/.*|^v\d.*/, '');
  return { short: safe(kind, name), long: safe(kind, group, part('metadata', 'namespace'), name) };
}
