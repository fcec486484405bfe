import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaBundle } from '../../src/model/schema-bundle.js';
import { withArgoCdVersions } from './argo-cd-versions.ts';
import { coreBundle } from './core-bundle.ts';
import { crdBundle } from './crd-bundle.ts';
import { OPTIONAL, withOptional } from './optional-fields.ts';

const KUBERNETES = ['1.32', '1.33', '1.34', '1.36'];
const PROJECTS = [
  'argo-cd',
  'cert-manager',
  'external-secrets',
  'gateway-api',
  'istio',
  'keda',
  'knative',
  'prometheus-operator',
  'sealed-secrets',
];

const installed = join(import.meta.dirname, 'node_modules');
const schemas = join(import.meta.dirname, '../../schemas');

for (const minor of KUBERNETES) {
  write(
    `kubernetes/${minor}.json`,
    await coreBundle(minor, join(installed, `kubernetes-${minor}`)),
  );
}
for (const name of PROJECTS) {
  const generated = crdBundle(name, join(installed, '@kubernetes-models', name));
  const bundle = withOptional(generated, OPTIONAL[name] ?? []);
  write(`crds/${name}.json`, name === 'argo-cd' ? withArgoCdVersions(bundle) : bundle);
}

function write(path: string, bundle: SchemaBundle): void {
  const text = `${JSON.stringify(bundle)}\n`;
  writeFileSync(join(schemas, path), text);
  process.stdout.write(
    `${path}: ${Object.keys(bundle.kinds).length} kinds, ${Math.ceil(text.length / 1024)} KB\n`,
  );
}
