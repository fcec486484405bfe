import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/manifests/kubernetes-object.js';
import { helmTemplate, parseHelmObjects } from '../support/helm.js';
import {
  buildOverlay,
  ENVIRONMENTS,
  scaffoldExample,
  type Variant,
} from '../support/scaffold-example.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';
import { parseObjects } from '../unit/validate/parse-objects.js';

/**
 * The only differences of the two packagings: labels, which name their maker; Helm's hooks and its
 * policy for claims; how a changed ConfigMap restarts pods, by its name or by a checksum; and the order
 * of environment variables, none of which is made of another.
 */
const DECLARED = [
  /^labels$/,
  /^helm\.sh\/(hook|hook-weight|hook-delete-policy|resource-policy)$/,
  /^checksum\/config$/,
];
const HASHED = /^(todo-(?:postgres-config|backend-config|frontend-nginx))-[a-z0-9]{10}$/;

/** An object without what is declared to differ; maps that become empty go too. */
function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(HASHED, '$1');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(comparable);
  const entries = Object.entries(value)
    .filter(([key]) => !DECLARED.some((pattern) => pattern.test(key)))
    .map(([key, child]): [string, unknown] => [
      key,
      comparable(key === 'env' ? sorted(child) : child),
    ])
    .filter(([key, child]) => key !== 'annotations' || Object.keys(child as object).length > 0);
  return Object.fromEntries(entries);
}

function sorted(variables: unknown): unknown {
  return (variables as { name: string }[]).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function byId(objects: readonly KubernetesObject[]): Record<string, unknown> {
  return Object.fromEntries(
    objects.map((object) => {
      const same = comparable(object) as KubernetesObject;
      return [`${same.kind ?? ''} ${same.metadata?.name ?? ''}`, same];
    }),
  );
}

const VARIANTS: Record<string, Variant> = {
  'the defaults': {},
  'external secrets': { secrets: 'external-secrets' },
  'sealed secrets': { secrets: 'sealed-secrets' },
  'a Secret of the user': { secrets: 'existing', values: { existingSecret: 'database' } },
  'a gateway and monitoring': { values: { exposure: 'gateway', monitoring: true } },
  'a class of Ingress, of storage, and images of the nodes': {
    values: {
      exposure: 'ingress',
      ingressClassName: 'x',
      storageClassName: 'fast',
      localImages: true,
    },
  },
  'an Ingress without TLS': { values: { exposure: 'ingress', tls: { enabled: false } } },
  'a migration of the backend': { values: { migration: { command: ['flask', 'db', 'upgrade'] } } },
  'fixed replicas': { values: { autoscaling: false, replicas: 2, database: 'tasks' } },
};

describe.each(Object.entries(VARIANTS))('with %s, the chart makes', (_, variant) => {
  test.each(ENVIRONMENTS)('for %s what Kustomize makes', async (env) => {
    const plain = await scaffoldExample('todo-app', variant);
    const { files } = await scaffoldExample('todo-app', { ...variant, packaging: 'helm' });
    const dir = await tempDir();
    await writeFiles(dir, files);
    const chart = await helmTemplate({ dir, app: 'todo', env }, ['--skip-tests']);
    const overlay = await buildOverlay(plain.files, 'todo', env);
    expect(byId(parseHelmObjects(chart))).toEqual(byId(parseObjects(overlay)));
  });
});
