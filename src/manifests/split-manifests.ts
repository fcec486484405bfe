import { parseStrict } from '../yaml/parse.js';

/** One object of a rendered stream, with the file name it gets when it stands alone. */
export interface ManifestText {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The objects of what kustomize or Helm printed, each with a name that is stable and safe as a file
 * name: `deployment-web.yaml`, or `service.serving.knative.dev-web.yaml` where the kind is not of
 * Kubernetes itself. The namespace goes before the name where another object has the same one:
 * `role-shop_reader.yaml`.
 */
export function splitManifests(stream: string): ManifestText[] {
  const objects = stream
    .split(/^---\n/m)
    .map((text) => ({ text: `${text.trimEnd()}\n`, ...identityOf(text) }))
    .filter(({ kind }) => kind !== '');
  const times = new Map<string, number>();
  for (const { kind, name } of objects) {
    times.set(`${kind}-${name}`, (times.get(`${kind}-${name}`) ?? 0) + 1);
  }
  return objects.map(({ text, kind, namespace, name }) => ({
    text,
    fileName: `${kind}-${times.get(`${kind}-${name}`) === 1 ? '' : `${namespace}_`}${name}.yaml`,
  }));
}

interface Identity {
  /** With its group, unless that is one of Kubernetes: as kubectl takes it. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function identityOf(text: string): Identity {
  const document = parseStrict(text, 'the rendered manifests')[0];
  const part = (...path: string[]) => {
    const value = document?.getIn(path);
    return typeof value === 'string' ? value : '';
  };
  const group = part('apiVersion').replace(/\/?[^/]*$/, '');
  const ownGroup = group.includes('.') && !/\.k8s\.io$/.test(group) ? `.${group}` : '';
  return {
    kind: `${part('kind').toLowerCase()}${part('kind') === '' ? '' : ownGroup}`,
    namespace: part('metadata', 'namespace'),
    // Names of roles may hold colons.
    name: encodeURIComponent(part('metadata', 'name')),
  };
}
