import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';

const catalog = await exampleCatalog('todo-app');

/** The pipelines that are rendered for the to-do app, by path. */
function pipelines(
  ci: unknown,
  packaging: string,
  url = 'https://git.example.com/acme/deploy.git',
) {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url },
    argocd: { project: 'acme' },
    environments: [{ name: 'dev' }, { name: 'prod' }],
    registry: 'ghcr.io/acme',
    ci,
    apps: [{ name: 'todo', example: 'todo-app', packaging }],
  });
  const files = renderRepository(model, [catalog]);
  const found = [...files].filter(([path]) => /^(docs\/ci|\.github|\.gitlab)/.test(path));
  return new Map(found.map(([path, { content }]) => [path, content]));
}

const TOOL = 'gitops-gen@1.2.3';

describe('pipelines for the repository of the source', () => {
  test.each([
    ['github', 'kustomize', ['docs/ci/todo.yaml']],
    ['github', 'helm', ['docs/ci/todo-helm.yaml', 'docs/ci/todo.yaml']],
    ['gitlab', 'kustomize', ['docs/ci/todo.gitlab-ci.yml']],
    ['gitlab', 'helm', ['docs/ci/todo-helm.gitlab-ci.yml', 'docs/ci/todo.gitlab-ci.yml']],
    ['none', 'helm', []],
  ])('%s and %s: %j', async (provider, packaging, expected) => {
    const files = pipelines({ provider, tool: TOOL }, packaging);
    const paths = [...files.keys()].filter((path) => path.startsWith('docs/ci/')).sort();
    expect(paths).toEqual(expected);
    for (const path of paths) {
      const text = files.get(path)!;
      expect(parse(text)).toMatchObject(
        provider === 'github' ? { jobs: { build: {} } } : { build: { stage: 'build' } },
      );
      await expect(text).toMatchFileSnapshot(`ci/expected/${packaging}/${path.slice(8)}`);
    }
  });

  test.each(['github', 'gitlab'])('%s: fail with the reason where no tool is named', (provider) => {
    const helm = [...pipelines(provider, 'helm')].filter(([path]) => path.includes('-helm'));
    expect(helm).toHaveLength(1);
    expect(helm[0]?.[1]).toContain('Say in gitops-gen.yaml which package has gitops-gen');
    expect(helm[0]?.[1]).not.toContain('npx');
  });

  test.each([
    ['https://github.com/acme/deploy.git', 'acme/deploy'],
    ['https://gitlab.example.com/acme/teams/deploy', 'acme/teams/deploy'],
    ['git@github.com:acme/deploy.git', 'acme/deploy'],
    ['ssh://git@git.example.com/acme/deploy.git', 'acme/deploy'],
  ])('call %s as its host does', (url, name) => {
    expect(pipelines('gitlab', 'helm', url).get('docs/ci/todo.gitlab-ci.yml')).toContain(
      `DEPLOYMENT_PROJECT: ${name}\n`,
    );
  });
});

test.each([
  ['github', '.github/workflows/validate.yaml'],
  ['gitlab', '.gitlab-ci.yml'],
])('the checks of %s look at charts where there are any', (provider, path) => {
  expect(pipelines(provider, 'helm').get(path)).toContain('helm lint --strict');
  expect(pipelines(provider, 'kustomize').get(path)).not.toContain('helm');
});
