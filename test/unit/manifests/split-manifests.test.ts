import { expect, test } from 'vitest';
import { splitManifests } from '../../../src/manifests/split-manifests.js';

function object(apiVersion: string, kind: string, name: string, namespace?: string): string {
  const where = namespace === undefined ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${where}`;
}

const names = (...objects: string[]) =>
  splitManifests(objects.join('---\n')).map(({ fileName }) => fileName);

test.each([
  ['apps/v1', 'Deployment', 'web', 'deployment-web.yaml'],
  ['v1', 'Service', 'web', 'service-web.yaml'],
  ['rbac.authorization.k8s.io/v1', 'Role', 'shop:reader', 'role-shop%3Areader.yaml'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', 'httproute-web.yaml'],
  ['serving.knative.dev/v1', 'Service', 'web', 'service.serving.knative.dev-web.yaml'],
  ['v1', 'ConfigMap', '../../evil', 'configmap-..%2F..%2Fevil.yaml'],
])('%s %s %s goes to %s', (apiVersion, kind, name, file) => {
  expect(names(object(apiVersion, kind, name, 'dev'))).toEqual([file]);
});

test('two objects never share a name, and a further kind renames none', () => {
  const web = object('v1', 'Service', 'web', 'a');
  expect(names(web, object('serving.knative.dev/v1', 'Service', 'web', 'a'))).toEqual([
    'service-web.yaml',
    'service.serving.knative.dev-web.yaml',
  ]);
  expect(names(web, object('v1', 'Service', 'web', 'b'), object('v1', 'Service', 'a-web'))).toEqual(
    ['service-a_web.yaml', 'service-b_web.yaml', 'service-a-web.yaml'],
  );
});

test('documents without an object are left out, and each text ends with one line end', () => {
  const helm = `---\n# Source: web/templates/empty.yaml\n---\n# Source: x\n${object('v1', 'Service', 'web')}\n\n`;
  expect(splitManifests(helm)).toEqual([
    { fileName: 'service-web.yaml', text: `# Source: x\n${object('v1', 'Service', 'web')}` },
  ]);
});
