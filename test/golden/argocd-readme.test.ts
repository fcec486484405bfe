import { expect, test } from 'vitest';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { untidyFiles } from '../support/scaffold-example.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';

const catalog = await exampleCatalog('worker');

function readme(fields: object, argocd: object = {}) {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme', ...argocd },
    environments: [{ name: 'dev' }, { name: 'prod' }],
    ...fields,
  });
  const files = renderRepository(model, [catalog]);
  expect(untidyFiles(files)).toEqual([]);
  return files.get('argocd/README.md')?.content ?? '';
}

const WINDOW = { kind: 'deny', schedule: '0 22 * * 5', duration: '58h' };
const CLUSTERS = [
  { name: 'dev', destinations: [{ name: 'in-cluster' }] },
  {
    name: 'prod',
    autoSync: false,
    syncWindows: [WINDOW],
    destinations: [{ name: 'eu' }, { name: 'us', overlay: true }],
  },
];

test.each([
  ['one-cluster', readme({})],
  ['platform', readme({ environments: CLUSTERS, platform: {} })],
  [
    'clusters',
    readme(
      { environments: CLUSTERS, secrets: 'sealed-secrets' },
      {
        mode: 'applicationset',
        version: '3.5',
        roles: [{ name: 'ops', groups: ['acme:sre'], allow: ['sync'] }],
        notifications: { 'on-sync-failed.slack': ['deploys'] },
      },
    ),
  ],
])('argocd/README.md of %s', async (name, text) => {
  await expect(text).toMatchFileSnapshot(`argocd/expected/README-${name}.md`);
});

test.each([
  ['generated', 'the Jobs leave them alone'],
  ['external-secrets', '- **The External Secrets Operator**'],
  ['sealed-secrets', '- **The Sealed Secrets controller**'],
  ['existing', '- **The Secrets** that the apps name'],
])('says what secrets: %s asks for, and in no other mode', (secrets, says) => {
  expect(readme({ secrets })).toContain(says);
  const others = ['generated', 'external-secrets', 'sealed-secrets', 'existing'];
  for (const other of others.filter((one) => one !== secrets)) {
    expect(readme({ secrets: other })).not.toContain(says);
  }
});
