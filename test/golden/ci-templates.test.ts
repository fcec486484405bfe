import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ciFiles } from '../support/ci-files.js';

const TOOL = 'gitops-gen@1.2.3';

describe('pipelines for the repository of the source', () => {
  test.each([
    ['github', 'kustomize', ['docs/ci/todo.yaml']],
    ['github', 'helm', ['docs/ci/todo-helm.yaml', 'docs/ci/todo.yaml']],
    ['gitlab', 'kustomize', ['docs/ci/todo.gitlab-ci.yml']],
    ['gitlab', 'helm', ['docs/ci/todo-helm.gitlab-ci.yml', 'docs/ci/todo.gitlab-ci.yml']],
    ['none', 'helm', []],
  ] as const)('%s and %s: %j', async (ci, packaging, expected) => {
    const files = await ciFiles({ ci, packaging, tool: TOOL, registry: 'ghcr.io/acme' });
    const paths = [...files.keys()].filter((path) => path.startsWith('docs/ci/')).sort();
    expect(paths).toEqual(expected);
    for (const path of paths) {
      const text = files.get(path)!;
      expect(parse(text)).toMatchObject(
        ci === 'github' ? { jobs: { build: {} } } : { build: { stage: 'build' } },
      );
      await expect(text).toMatchFileSnapshot(`ci/expected/${packaging}/${path.slice(8)}`);
    }
  });

  test.each([
    ['https://github.com/acme/deploy.git', 'acme/deploy'],
    ['https://gitlab.example.com/acme/teams/deploy', 'acme/teams/deploy'],
    ['git@github.com:acme/deploy.git', 'acme/deploy'],
    ['ssh://git@git.example.com/acme/deploy.git', 'acme/deploy'],
  ])('call %s as its host does', async (url, name) => {
    const gitlab = await ciFiles({ ci: 'gitlab', packaging: 'kustomize', url });
    expect(gitlab.get('docs/ci/todo.gitlab-ci.yml')).toContain(`/${name}/bump@main\n`);
    const github = await ciFiles({ ci: 'github', packaging: 'kustomize', url });
    expect(github.get('docs/ci/todo.yaml')).toContain(` ${name}/.github/workflows/bump.yaml@main`);
  });
});

test.each([
  ['github', '.github/workflows/bump.yaml'],
  ['gitlab', '.gitlab-ci.yml'],
] as const)('%s: the bump fails with the reason where no tool is named', async (ci, path) => {
  const text = (await ciFiles({ ci, packaging: 'kustomize' })).get(path);
  expect(text).toContain('Say in gitops-gen.yaml which package has gitops-gen');
  expect(text).not.toContain('npx');
});

test.each([
  ['github', '.github/workflows/validate.yaml'],
  ['gitlab', '.gitlab-ci.yml'],
] as const)(
  'the checks of %s hold against the rules where a tool is named, and else build',
  async (ci, path) => {
    const textWith = async (named: { readonly tool?: string }) =>
      (await ciFiles({ ci, packaging: 'kustomize', ...named })).get(path)!;
    const checked = await textWith({ tool: TOOL });
    expect(checked).toContain(`--package=${TOOL} gitops-gen validate`);
    expect(checked).not.toContain('kubectl kustomize');
    const built = await textWith({});
    expect(built).toContain('kubectl kustomize');
    expect(built).not.toContain('gitops-gen validate');
  },
);

test.each([
  ['github', '.github/workflows/validate.yaml'],
  ['gitlab', '.gitlab-ci.yml'],
] as const)('the checks of %s look at charts where there are any', async (ci, path) => {
  const textWith = async (packaging: 'helm' | 'kustomize') =>
    (await ciFiles({ ci, packaging })).get(path);
  expect(await textWith('helm')).toContain('helm lint --strict');
  expect(await textWith('kustomize')).not.toContain('helm');
});

test.each([
  ['github', '.github/workflows/validate.yaml'],
  ['gitlab', '.gitlab-ci.yml'],
] as const)('the checks of %s build the platform where there is one', async (ci, path) => {
  const folders = async (platform?: object) => {
    const text = (await ciFiles({ ci, packaging: 'kustomize', ...(platform && { platform }) })).get(
      path,
    );
    return /for folder in (.*); do/.exec(text ?? '')?.[1];
  };
  expect(await folders({})).toBe('argocd platform/overlays/*/ overlays/*/*/');
  expect(await folders()).toBe('argocd overlays/*/*/');
});
