import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkGitlabCi } from '../support/check-gitlab-ci.js';
import { checkWorkflow } from '../support/check-workflow.js';
import { CI_VARIANTS, ciFiles } from '../support/ci-files.js';
import { projectRoot } from '../support/project-root.js';

const ofThisProject = (path: string) => readFile(join(projectRoot, path), 'utf8');

/** Actions without the commit and the version that it has; workflows of one's own go by branch. */
function unpinned(text: string): string[] {
  const used = text.split('\n').filter((line) => /^[^#]*uses: /.test(line));
  return used.filter((line) => !/@([0-9a-f]{40} # v[\d.]+|main)$/.test(line));
}

/** A workflow as it stands, or one for a job or steps that a guide shows; none for other YAML. */
function workflowAround(text: string): string | undefined {
  const indented = (by: string) => text.replace(/^(?=.)/gm, by);
  if (/^jobs:/m.test(text)) return text;
  if (/^ {2}needs: build/m.test(text)) {
    const build = '  build: { runs-on: ubuntu-24.04, steps: [{ run: pwd }] }\n';
    return `on: push\njobs:\n${build}${indented('  ')}`;
  }
  if (!text.startsWith('- uses:')) return undefined;
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-24.04\n    steps:\n${indented('      ')}`;
}

describe('GitHub accepts every workflow', () => {
  test.each(CI_VARIANTS)('$packaging, tool $tool, registry $registry', async (variant) => {
    const files = await ciFiles({ ci: 'github', ...variant });
    expect([...files.keys()]).toContain('.github/workflows/bump.yaml');
    for (const [path, text] of files) {
      expect(await checkWorkflow(path, text, files)).toEqual([]);
      expect(unpinned(text)).toEqual([]);
    }
  });

  test('and the action of this project', async () => {
    const text = await ofThisProject('action.yml');
    expect(await checkWorkflow('action.yml', text)).toEqual([]);
    expect(unpinned(text)).toEqual([]);
  });

  test.each(['bump-from-ci', 'rendered-manifests'])('and those of the guide %s', async (guide) => {
    const page = await ofThisProject(`docs/guides/${guide}.md`);
    const workflows = [...page.matchAll(/```yaml\n(.*?)```/gs)]
      .map(([, text]) => workflowAround(text!))
      .filter((text) => text !== undefined);
    expect(workflows.length).toBeGreaterThan(0);
    const generated = await ciFiles({ ci: 'github', packaging: 'kustomize' });
    for (const text of workflows) {
      expect(await checkWorkflow(`${guide}.yaml`, text, generated)).toEqual([]);
    }
  });

  test.each([
    ['an unknown key', 'permissions: {}', 'permisions: {}', /permisions/],
    ['an unknown context', 'inputs.env }}', 'input.env }}', /input/],
  ])('%s is found', async (_, right, wrong, message) => {
    const files = await ciFiles({ ci: 'github', packaging: 'kustomize', tool: 'gitops-gen@1.2.3' });
    const path = '.github/workflows/bump.yaml';
    const text = files.get(path)!;
    expect(text).toContain(right);
    const problems = await checkWorkflow(path, text.replace(right, wrong));
    expect(problems.join('\n')).toMatch(message);
  });

  test.each([
    ['an input that is missing', '      env: dev\n', '', /env/],
    ['a secret that is missing', / {4}secrets:\n.*\n/, '', /DEPLOY_APP_PRIVATE_KEY/],
  ])('%s in a call is found', async (_, right, wrong, message) => {
    const files = await ciFiles({ ci: 'github', packaging: 'kustomize' });
    const text = files.get('docs/ci/todo.yaml')!;
    const problems = await checkWorkflow('todo.yaml', text.replace(right, wrong), files);
    expect(problems.join('\n')).toMatch(message);
  });
});

describe('GitLab accepts every pipeline', () => {
  /** A component as a local file: the linter has no GitLab to ask. */
  const local = (text: string) =>
    text.replace(/component: \$CI_SERVER_FQDN\/.*\/bump@main/, 'local: templates/bump.yml');

  test.each(CI_VARIANTS)('$packaging, tool $tool, registry $registry', async (variant) => {
    const rendered = await ciFiles({ ci: 'gitlab', ...variant });
    const files = new Map([...rendered].map(([path, text]) => [path, local(text)]));
    const pipelines = [...files.keys()].filter((path) => path.endsWith('gitlab-ci.yml'));
    expect(pipelines).toHaveLength(variant.packaging === 'helm' ? 3 : 2);
    for (const path of pipelines) {
      expect(await checkGitlabCi(path, files)).toMatch(/^bump:$/m);
    }
  });

  test('and the component of this project', async () => {
    const component = await ofThisProject('templates/bump.yml');
    const use = (tool: string) => `include:
  - local: templates/bump.yml
    inputs: { tool: '${tool}', env: dev, images: 'backend=$CI_COMMIT_SHA', project: acme/deploy }
`;
    const check = (tool: string) =>
      checkGitlabCi(
        '.gitlab-ci.yml',
        new Map([
          ['.gitlab-ci.yml', `stages: [deploy]\n${use(tool)}`],
          ['templates/bump.yml', component],
        ]),
      );
    expect(await check('gitops-gen@1.2.3')).toContain('DEPLOYMENT_PROJECT: acme/deploy');
    await expect(check('gitops-gen@latest')).rejects.toThrow('tool');
  });

  test('an unknown key is found', async () => {
    const files = new Map([['.gitlab-ci.yml', 'job:\n  script: [pwd]\n  scripts: [ls]\n']]);
    await expect(checkGitlabCi('.gitlab-ci.yml', files)).rejects.toThrow("'scripts' property");
  });
});
