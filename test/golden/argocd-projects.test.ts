import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.js';
import { findExample } from '../../src/catalog/find-example.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { desiredTree } from '../../src/workflows/desired-tree.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { brokenRules } from './rules-check.js';

const catalog = await exampleCatalog('worker');
const worker = findExample([catalog], 'worker');
const { images } = worker;
const WINDOW = { kind: 'deny', schedule: '0 22 * * 5', duration: '58h' };

function modelWith(argocd: object, fields: object = {}) {
  return repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme', ...argocd },
    environments: [{ name: 'dev' }, { name: 'prod' }],
    apps: [
      { name: 'mail', example: 'worker', images, team: 'web' },
      { name: 'bills', example: 'worker', images },
    ],
    ...fields,
  });
}

function project(model: ReturnType<typeof modelWith>, name: string, catalogs = [catalog]) {
  return renderRepository(model, catalogs).get(`argocd/projects/${name}.yaml`)?.content ?? '';
}

describe('AppProjects keep every rule', () => {
  const asked = {
    roles: [
      { name: 'developers', groups: ['acme:{team}', 'acme:leads'], allow: ['get', 'logs'] },
      { name: 'operators', groups: ['acme:sre'], allow: ['get', 'sync', 'delete', 'action'] },
    ],
    orphanedResources: 'warn',
    notifications: { 'on-sync-failed.slack': ['deploys', 'sre'] },
  };
  const environments = [
    { name: 'dev' },
    {
      name: 'prod',
      destinations: [{ name: 'eu' }, { name: 'us' }],
      syncWindows: [WINDOW, { ...WINDOW, duration: '4h', applications: ['bills-prod-eu'] }],
    },
  ];

  test.each(['acme', 'acme-web'])('one for each team, argocd/P-10: %s', async (name) => {
    const model = modelWith({ ...asked, projects: 'team' }, { environments });
    expect(await brokenRules(model, renderRepository(model, [catalog]))).toEqual([]);
    await expect(project(model, name)).toMatchFileSnapshot(`argocd/expected/${name}.yaml`);
  });

  test.each(['applications', 'applicationset'])('one for all, %s', async (mode) => {
    const byName = environments.map((one) => ({ destinations: [{ name: 'in-cluster' }], ...one }));
    const model = modelWith({ ...asked, mode }, { environments: byName });
    const files = renderRepository(model, [catalog]);
    expect(await brokenRules(model, files)).toEqual([]);
    expect([...files.keys()].filter((path) => path.startsWith('argocd/projects/'))).toEqual([
      'argocd/projects/kustomization.yaml',
      'argocd/projects/acme.yaml',
      'argocd/projects/acme-root.yaml',
    ]);
  });
});

describe('the platform keeps every rule', () => {
  const CLUSTERS = [
    { name: 'dev', destinations: [{ name: 'in-cluster' }] },
    {
      name: 'prod',
      autoSync: false,
      destinations: [{ name: 'eu' }, { name: 'us' }],
      syncWindows: [
        WINDOW,
        { ...WINDOW, duration: '4h', applications: ['bills-prod-eu', 'platform-prod-us'] },
        { ...WINDOW, duration: '8h', applications: ['bills-prod-eu'] },
      ],
    },
  ];
  const asked = {
    environments: CLUSTERS,
    team: 'core',
    kubernetesVersion: '1.34',
    platform: { kinds: ['PriorityClass', 'ClusterIssuer', 'ClusterPolicy.kyverno.io'] },
  };
  const roles = [
    { name: 'developers', groups: ['acme:{team}'], allow: ['get'] },
    { name: 'operators', groups: ['acme:sre', 'acme:{team}'], allow: ['get', 'sync'] },
  ];
  const notifications = { 'on-sync-failed.slack': ['deploys'] };

  test.each([
    ['applications', 'shared'],
    ['applications', 'team'],
    ['applicationset', 'shared'],
  ])('argocd.mode: %s, argocd.projects: %s', async (mode, projects) => {
    const argocd = { mode, projects, roles, notifications, orphanedResources: 'warn' };
    const model = modelWith(argocd, asked);
    const files = renderRepository(model, [catalog]);
    expect(await brokenRules(model, files)).toEqual([]);
    await expect(project(model, 'acme-platform')).toMatchFileSnapshot(
      'argocd/expected/acme-platform.yaml',
    );
    await expect(files.get('argocd/platform/prod.yaml')?.content).toMatchFileSnapshot(
      'argocd/expected/platform-prod.yaml',
    );
  });

  test('argocd/P-07: a window names the Applications of its project alone', () => {
    expect(project(modelWith({}, asked), 'acme')).not.toContain('platform-');
  });

  test('argocd/T-01: a repository without apps can have one', async () => {
    const model = modelWith({}, { apps: [], platform: {} });
    expect(await brokenRules(model, renderRepository(model, [catalog]))).toEqual([]);
  });

  test('what it holds is seed: no update changes it', () => {
    const seeds = [...renderRepository(modelWith({}, asked), [catalog])].filter(([path]) =>
      path.startsWith('platform/'),
    );
    expect(seeds.map(([path, { policy, app }]) => [path, policy, app])).toEqual([
      ['platform/base/kustomization.yaml', 'seed', undefined],
      ['platform/base/priority-classes.yaml', 'seed', undefined],
      ['platform/overlays/dev/kustomization.yaml', 'seed', undefined],
      ['platform/overlays/prod/kustomization.yaml', 'seed', undefined],
    ]);
  });

  test('without it the model makes nothing of it', () => {
    const paths = [...renderRepository(modelWith({}), [catalog]).keys()];
    expect(paths.filter((path) => path.includes('platform'))).toEqual([]);
  });
});

describe('argocd/P-03: a project is there as long as an Application can be', () => {
  test('that of a team whose apps are all gone', () => {
    const retired = [
      { app: 'old', env: 'dev', namespace: 'old-dev', server: 'https://kubernetes.default.svc' },
    ].map((one) => ({ ...one, team: 'data' }));
    const model = modelWith({ projects: 'team', retired });
    expect(project(model, 'acme-data')).toContain('namespace: old-dev');
    expect(project(model, 'acme')).not.toContain('old-dev');
  });
});

describe('argocd/P-04: cluster-wide kinds are those of the apps', () => {
  const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: '{{app.name}}' }
rules: []
`;
  const templates = new Map(worker.templates).set('base/cluster-role.yaml.hbs', {
    content: role,
    mode: '0644',
  });
  const base = templates.get('base/kustomization.yaml.hbs')!;
  templates.set('base/kustomization.yaml.hbs', {
    ...base,
    content: base.content.replace('resources:\n', 'resources:\n  - cluster-role.yaml\n'),
  });
  const wider: Catalog = {
    ...catalog,
    examples: new Map(catalog.examples).set('worker', { ...worker, templates }),
  };

  test('a ClusterRole is allowed, and no other kind', async () => {
    const model = modelWith({});
    const broken = await brokenRules(model, renderRepository(model, [wider]));
    expect(broken.filter((line) => line.includes('argocd/P-'))).toEqual([]);
    expect(project(model, 'acme', [wider])).toContain(`      name: mail-prod
    - group: rbac.authorization.k8s.io
      kind: ClusterRole
`);
  });

  test('of a component, where an overlay lists it', () => {
    const component = 'base/components/monitoring/kustomization.yaml.hbs';
    const parts = new Map(worker.templates)
      .set('base/components/monitoring/cluster-role.yaml.hbs', { content: role, mode: '0644' })
      .set(component, {
        content: worker.templates
          .get(component)!
          .content.replace('resources:\n', 'resources:\n  - cluster-role.yaml\n'),
        mode: '0644',
      });
    const examples = new Map(catalog.examples).set('worker', { ...worker, templates: parts });
    const kinds = (monitoring: boolean) => {
      const apps = modelWith({}).apps.map((app) => ({ ...app, values: { monitoring } }));
      const model = modelWith({}, { apps });
      return project(model, 'acme', [{ ...catalog, examples }]);
    };
    expect(kinds(true)).toContain('kind: ClusterRole\n');
    expect(kinds(false)).not.toContain('kind: ClusterRole\n');
  });

  test('also when nothing has changed since, and other apps are not rendered again', async () => {
    const model = modelWith({});
    for (const catalogs of [[catalog], [wider]]) {
      const { originOf } = await desiredTree(model, catalogs);
      const again = await desiredTree(model, catalogs, (app) => originOf(app).inputs);
      expect([...again.skipped]).toEqual(catalogs[0] === wider ? [] : ['mail', 'bills']);
      expect(again.files.get('argocd/projects/acme.yaml')?.content).toBe(
        project(model, 'acme', catalogs),
      );
    }
  });
});
