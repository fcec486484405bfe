import { describe, expect, test } from 'vitest';
import { clusterKind } from '../../../src/model/cluster-kinds.js';
import { builtOverlays } from '../../../src/model/overlays.js';
import { platformApplications } from '../../../src/model/platform.js';
import { repositoryModelSchema } from '../../../src/model/schema.js';

function modelWith(environments: readonly object[], fields: object = {}) {
  return repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments,
    platform: {},
    ...fields,
  });
}

const EU = [{ name: 'eu' }];
const OWN = [{ name: 'in-cluster' }];

describe('every cluster has one platform (argocd/R-02)', () => {
  test.each([
    ['one cluster for all', [{ name: 'dev' }, { name: 'prod' }], ['platform-prod']],
    [
      'a cluster each',
      [{ name: 'dev' }, { name: 'prod', destinations: EU }],
      ['platform-dev', 'platform-prod'],
    ],
    [
      'a cluster by name and by server',
      [{ name: 'dev' }, { name: 'prod', destinations: OWN }],
      ['platform-prod'],
    ],
    [
      'several clusters, one of them shared',
      [
        { name: 'dev', destinations: EU },
        { name: 'prod', destinations: [...OWN, ...EU] },
      ],
      ['platform-prod-in-cluster', 'platform-prod-eu'],
    ],
    [
      'several clusters, of which a later environment has one',
      [
        { name: 'qa', destinations: [...OWN, ...EU] },
        { name: 'prod', destinations: EU },
      ],
      ['platform-qa-in-cluster', 'platform-prod'],
    ],
  ])('%s', (_, environments, names) => {
    expect(platformApplications(modelWith(environments)).map(({ name }) => name)).toEqual(names);
  });

  test('that of the last environment in the order of promotion, wherever it stands', () => {
    const environments = [{ name: 'prod' }, { name: 'dev' }, { name: 'play' }];
    const inOrder = modelWith(environments, { promotion: ['dev', 'prod'] });
    expect(platformApplications(inOrder).map(({ name }) => name)).toEqual(['platform-prod']);
  });

  test('none where the model has no platform', () => {
    const model = modelWith([{ name: 'dev' }], { platform: undefined });
    expect(platformApplications(model)).toEqual([]);
    expect(builtOverlays(model)).toEqual([]);
  });
});

test('is built once for each environment that has it', () => {
  const model = modelWith([{ name: 'dev' }, { name: 'prod', destinations: [...OWN, ...EU] }]);
  expect(builtOverlays(model)).toEqual([
    { env: 'prod', app: 'platform', folder: 'platform/overlays/prod' },
  ]);
});

test.each([
  ['PriorityClass', { kind: 'PriorityClass', group: 'scheduling.k8s.io' }],
  ['PersistentVolume', { kind: 'PersistentVolume', group: '' }],
  ['ClusterPolicy.kyverno.io', { kind: 'ClusterPolicy', group: 'kyverno.io' }],
  ['ClusterPolicy', undefined],
  ['constructor', undefined],
])('the kind %s', (text, kind) => {
  expect(clusterKind(text)).toEqual(kind);
});
