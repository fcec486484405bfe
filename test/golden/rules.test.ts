import { describe, expect, test } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { brokenRules } from './rules-check.js';

const SECRETS = ['generated', 'external-secrets', 'sealed-secrets', 'existing'];
const EXPOSURES = ['none', 'ingress', 'gateway'];
const MODES = ['applications', 'applicationset'];
const catalog = await exampleCatalog('todo-app');
const { images } = findExample([catalog], 'todo-app');

function scaffold(fields: object, values: object) {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: [{ name: 'dev' }, { name: 'staging' }, { name: 'prod' }],
    apps: [{ name: 'todo', example: 'todo-app', images, values }],
    ...fields,
  });
  return { model, files: renderRepository(model, [catalog]) };
}

/** What is said where nobody has sealed the password. */
function unsealed(file: string): string[] {
  return ['dev', 'prod', 'staging'].map(
    (env) =>
      `warning manifests/X-02 overlays/${env}/todo overlays/${env}/todo/${file}: ` +
      'Secret todo-postgres-credentials is not sealed yet: seal it with kubeseal',
  );
}

describe('the to-do app keeps every rule', () => {
  const variants = SECRETS.flatMap((secrets) =>
    EXPOSURES.flatMap((exposure) => MODES.map((mode) => ({ secrets, exposure, mode }))),
  );

  test.each(variants)('with $secrets, $exposure, $mode', async ({ secrets, exposure, mode }) => {
    const fields = { secrets, argocd: { project: 'acme', mode } };
    const { model, files } = scaffold(fields, { exposure });
    const expected = secrets === 'sealed-secrets' ? unsealed('kustomization.yaml') : [];
    expect((await brokenRules(model, files)).sort()).toEqual(expected);
  });

  test('with monitoring, images of the nodes, and a migration of the backend', async () => {
    const values = { monitoring: true, localImages: true, migration: { command: ['migrate'] } };
    const { model, files } = scaffold({ team: 'web' }, values);
    expect(await brokenRules(model, files)).toEqual([]);
  });

  test.each(MODES)('on several clusters, synced by hand in prod, %s', async (mode) => {
    const environments = [
      { name: 'dev' },
      { name: 'prod', autoSync: false, destinations: [{ name: 'eu' }, { name: 'us' }] },
    ];
    const { model, files } = scaffold({ argocd: { project: 'acme', mode }, environments }, {});
    expect(await brokenRules(model, files)).toEqual([]);
  });

  const chart = (values: object) => [
    { name: 'todo', example: 'todo-app', packaging: 'helm', images, values },
  ];

  test.each(variants)('as a chart, with $secrets, $exposure, $mode', async (variant) => {
    const { secrets, exposure, mode } = variant;
    const fields = { secrets, argocd: { project: 'acme', mode }, apps: chart({ exposure }) };
    const { model, files } = scaffold(fields, {});
    const expected = secrets === 'sealed-secrets' ? unsealed('values.yaml') : [];
    expect((await brokenRules(model, files)).sort()).toEqual(expected);
  });

  test('as a chart, with monitoring, images of the nodes, and a migration of the backend', async () => {
    const values = { monitoring: true, localImages: true, migration: { command: ['migrate'] } };
    const { model, files } = scaffold({ team: 'web', apps: chart(values) }, {});
    expect(await brokenRules(model, files)).toEqual([]);
  });

  test.each(MODES)('as a chart, on a cluster with values of its own, %s', async (mode) => {
    const environments = [
      { name: 'dev' },
      { name: 'prod', destinations: [{ name: 'eu' }, { name: 'us', overlay: true }] },
    ];
    const fields = { argocd: { project: 'acme', mode }, environments, apps: chart({}) };
    const { model, files } = scaffold(fields, {});
    const path = 'overlays/prod-us/todo/values.yaml';
    const own = files.get(path)!;
    expect(own.content).toMatch(/^# .*\n# .*\n\{\}\n$/);
    const content = 'backend: { resources: { limits: { memory: 192Mi } } }\n';
    expect(await brokenRules(model, new Map([...files, [path, { ...own, content }]]))).toEqual([]);
  });

  test.each([
    ['charts/todo', 'argocd/A-06'],
    ['/overlays/prod/todo/values.yaml', 'argocd/H-03'],
  ])('as a chart, of which the Application of prod does not name %s', async (named, rule) => {
    const { model, files } = scaffold({ apps: chart({}) }, {});
    const path = 'argocd/applications/prod/todo.yaml';
    const application = files.get(path)!;
    const content = application.content.replaceAll(named, `${named}-2`);
    const broken = await brokenRules(
      model,
      new Map([...files, [path, { ...application, content }]]),
    );
    expect(broken.join('\n')).toContain(`error ${rule} argocd Application todo-prod`);
  });

  test('manifests/X-05: pods mount the same Secrets and keys, whatever makes them', () => {
    const workloads = SECRETS.map((secrets) =>
      [...scaffold({ secrets }, {}).files].filter(([path]) =>
        /^base\/todo\/.*(deployment|statefulset|job|cronjob)\.yaml$/.test(path),
      ),
    );
    expect(workloads[0]).toHaveLength(5);
    for (const other of workloads) expect(other).toEqual(workloads[0]);
  });
});
