import { describe, expect, test } from 'vitest';
import type { Values } from '../../../src/model/repository-model.js';
import { repositoryModelSchema } from '../../../src/model/schema.js';
import { checkEnvironmentValues } from '../../../src/render/check-environment-values.js';
import { loadBuiltInCatalog } from '../../../src/workflows/load-catalogs.js';

const catalogs = [await loadBuiltInCatalog()];

function check(values: Values, examples = ['todo-app', 'kafka']): void {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: [{ name: 'dev' }, { name: 'prod', values }],
    apps: examples.map((example) => ({ name: example, example })),
  });
  checkEnvironmentValues(model, catalogs);
}

describe('checkEnvironmentValues', () => {
  test('takes what any of the apps has', () => {
    expect(() => {
      check({ exposure: 'none', retentionHours: 24 });
    }).not.toThrow();
  });

  test('takes anything while there are no apps', () => {
    expect(() => {
      check({ exposure: 'none' }, []);
    }).not.toThrow();
  });

  test('refuses what no app has, and names what may be meant', () => {
    expect(() => {
      check({ exposre: 'none' });
    }).toThrow(
      'environments.prod.values.exposre: no app has such a parameter, did you mean "exposure"?',
    );
  });

  test('refuses what an app has the same everywhere', () => {
    expect(() => {
      check({ database: 'todo' });
    }).toThrow('environments.prod.values.database: the parameter is the same in all environments');
  });
});
