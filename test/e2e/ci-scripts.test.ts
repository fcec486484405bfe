import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { cleanEnvironment } from '../support/clean-environment.js';
import { ciFiles } from '../support/ci-files.js';
import { projectRoot } from '../support/project-root.js';
import { bareRemote, git, gitRepository } from '../support/repository.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { DEPLOYMENTS, tagsIn, TODO } from '../integration/deployments.js';

const TOOL = 'gitops-gen@1.2.3';
const COMMIT = 'c'.repeat(40);
const SOURCE = 'https://git.example.com/acme/todo';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Scene {
  readonly clone: string;
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A clone of the deployments, and an npx that runs the installed program for the package it names. */
async function scene(): Promise<Scene> {
  const folder = await tempDir();
  const clone = join(folder, 'deployment');
  await git('.', 'clone', '--quiet', await bareRemote(await gitRepository(DEPLOYMENTS)), clone);
  const npx = `#!/bin/sh
[ "$1 $2 $3" = '--yes --package=${TOOL} gitops-gen' ] || exit 97
shift 3
exec '${inject('cli')!}' "$@"
`;
  await writeFiles(folder, { 'bin/npx': { content: npx, mode: '0755' } });
  const env = cleanEnvironment({ HOME: folder, GITHUB_OUTPUT: join(folder, 'output') });
  return { clone, bin: join(folder, 'bin'), env };
}

/** Runs a script as GitHub's runner does. */
function runScript({ clone, bin, env }: Scene, script: string, values: NodeJS.ProcessEnv) {
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  const path = `${bin}:${env['PATH'] ?? ''}`;
  return run('bash', args, { cwd: clone, env: { ...env, ...values, PATH: path } });
}

const VALUES = {
  IMAGES: 'backend=v2\nfrontend=ghcr.io/acme/frontend:v3\n',
  ENVIRONMENTS: 'dev,staging',
  APP: 'todo',
  ORDER: '42',
  SOURCE_COMMIT: COMMIT,
  SOURCE_REPO: SOURCE,
};

/** What a bump with {@link VALUES} leaves on the remote. */
async function expectBumped({ clone, env }: Scene): Promise<void> {
  await git(clone, 'fetch', '--quiet');
  expect(await tagsIn(clone, TODO, 'origin/main')).toBe('backend:v2 frontend:v3 db:v1');
  expect(await git(clone, 'show', `origin/main:${TODO}`)).toContain('gitops-gen:order=42');
  const message = await git(clone, 'log', '-1', '--format=%B', 'origin/main');
  expect(message).toContain(COMMIT);
  expect(message).toContain(SOURCE);
  const commit = await git(clone, 'rev-parse', 'origin/main');
  const output = env['GITHUB_OUTPUT'];
  if (output !== undefined) expect(await readFile(output, 'utf8')).toContain(`commit=${commit}`);
}

const scriptOf = (steps: readonly Step[]) => steps.find(({ id }) => id === 'bump')!.run!;

/** The script of the generated workflow. */
async function workflowScript(tool?: string): Promise<string> {
  const files = await ciFiles({
    ci: 'github',
    packaging: 'kustomize',
    ...(tool !== undefined && { tool }),
  });
  const workflow = parse(files.get('.github/workflows/bump.yaml')!) as {
    jobs: { bump: { steps: Step[] } };
  };
  return scriptOf(workflow.jobs.bump.steps);
}

describe('the generated workflow', () => {
  test('sets what its inputs say, and pushes', async () => {
    const here = await scene();
    await runScript(here, await workflowScript(TOOL), VALUES);
    await expectBumped(here);
  });

  test('takes images alone, and leaves empty inputs out', async () => {
    const here = await scene();
    const none = { APP: '', ORDER: '', SOURCE_COMMIT: '' };
    const values = { ...VALUES, ...none, IMAGES: 'backend=v2 frontend=v3' };
    await runScript(here, await workflowScript(TOOL), values);
    await git(here.clone, 'fetch', '--quiet');
    expect(await tagsIn(here.clone, TODO, 'origin/main')).toBe('backend:v2 frontend:v3 db:v1');
  });

  test.each(['backend=v2; touch owned', 'backend=$(touch owned)', '--help=v1'])(
    'runs nothing of the images %j',
    async (images) => {
      const here = await scene();
      const script = await workflowScript(TOOL);
      await expect(runScript(here, script, { ...VALUES, IMAGES: images })).rejects.toThrow();
      expect(await git(here.clone, 'status', '--porcelain')).toBe('');
    },
  );

  test('fails with the reason where no tool is named', async () => {
    const failure = runScript(await scene(), await workflowScript(), VALUES);
    const { stdout } = await failure.catch((error: unknown) => error as { stdout: string });
    expect(stdout).toContain('Say in gitops-gen.yaml which package has gitops-gen');
    await expect(failure).rejects.toThrow();
  });
});

describe('the generated workflow that promotes', () => {
  const script = async () => {
    const files = await ciFiles({ ci: 'github', packaging: 'kustomize', tool: TOOL });
    const workflow = parse(files.get('.github/workflows/promote.yaml')!) as {
      jobs: { promote: { steps: Step[] } };
    };
    return workflow.jobs.promote.steps.find(({ run }) => run?.includes('npx'))!.run!;
  };
  const values = { FROM: 'dev', TO: 'staging' };

  test('puts it on a branch of its own, and takes what is no app for nothing else', async () => {
    const here = await scene();
    await runScript(here, await workflowScript(TOOL), { ...VALUES, ENVIRONMENTS: 'dev' });
    for (const apps of ['todo; touch owned $(touch owned)', 'todo --force']) {
      await expect(runScript(here, await script(), { ...values, APPS: apps })).rejects.toThrow();
    }
    await runScript(here, await script(), { ...values, APPS: 'todo shop' });
    expect(await git(here.clone, 'status', '--porcelain')).toBe('');
    await git(here.clone, 'fetch', '--quiet');
    const branch = 'origin/gitops-gen/promote/staging';
    const path = 'overlays/staging/todo/kustomization.yaml';
    expect(await tagsIn(here.clone, path, branch)).toBe('backend:v2 frontend:v3 db:v1');
  });
});

describe('the action', () => {
  const script = async () => {
    const text = await readFile(join(projectRoot, 'action.yml'), 'utf8');
    return scriptOf((parse(text) as { runs: { steps: Step[] } }).runs.steps);
  };
  const inputs = { ...VALUES, FILE: '', REPOSITORY: '.', GITHUB_ACTION_PATH: projectRoot };

  test('sets what its inputs say, and pushes', async () => {
    const here = await scene();
    await runScript(here, await script(), { ...inputs, PUSH: 'true' });
    await expectBumped(here);
  });

  test('commits only, where it is told so', async () => {
    const here = await scene();
    await runScript(here, await script(), { ...inputs, PUSH: 'false' });
    expect(await git(here.clone, 'rev-list', '--count', 'origin/main..main')).toBe('1');
  });
});

describe('charts are linted with the values that Argo CD gives them', () => {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: [
      { name: 'dev' },
      { name: 'prod', destinations: [{ name: 'in-cluster' }, { name: 'eu', overlay: true }] },
      { name: 'prod-us' },
    ],
    apps: [
      { name: 'plain', example: 'todo-app' },
      { name: 'todo', example: 'todo-app', packaging: 'helm' },
    ],
  });

  /** The repository, and a helm that writes down what it is asked and does it. */
  async function charts(ci: 'github' | 'gitlab') {
    const clone = await tempDir();
    const catalog = await exampleCatalog('todo-app');
    const files = renderRepository({ ...model, ci }, [catalog]);
    await writeFiles(
      clone,
      Object.fromEntries([...files].map(([path, { content }]) => [path, content])),
    );
    const bin = await tempDir();
    const log = join(bin, 'log');
    const helm = `#!/bin/sh\necho "$*" >> '${log}'\nexec '${tools().helms.at(-1)!.path}' "$@"\n`;
    await writeFiles(bin, { helm: { content: helm, mode: '0755' } });
    return { clone, bin, env: cleanEnvironment({ HOME: bin }), log };
  }

  async function expectLinted({ log }: { log: string }): Promise<void> {
    const values = (layer: string) => `--values overlays/${layer}/todo/values.yaml`;
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    expect(lines.sort()).toEqual(
      [values('dev'), values('prod'), `${values('prod')} ${values('prod-eu')}`, values('prod-us')]
        .map((args) => `lint --strict charts/todo ${args}`)
        .sort(),
    );
  }

  test('on GitHub', async () => {
    const here = await charts('github');
    const text = await readFile(join(here.clone, '.github/workflows/validate.yaml'), 'utf8');
    const { jobs } = parse(text) as { jobs: { build: { steps: Step[] } } };
    const script = jobs.build.steps.find(({ run }) => run?.includes('helm lint'))!.run!;
    await runScript(here, script, {});
    await expectLinted(here);
  });

  test('on GitLab', async () => {
    const here = await charts('gitlab');
    const text = await readFile(join(here.clone, '.gitlab-ci.yml'), 'utf8');
    const { validate } = parse(text) as { validate: { script: string[] } };
    const script = validate.script.find((line) => line.includes('helm lint'))!;
    await runScript(here, script, {});
    await expectLinted(here);
  });
});

describe('GitLab', () => {
  interface Job {
    readonly bump: { readonly script: readonly string[] };
  }

  /** GitLab's runner puts the lines of a script below each other. */
  const scriptIn = (text: string) => (parse(text) as Job).bump.script.join('\n');

  test('the generated pipeline sets what its variables say, and pushes', async () => {
    const files = await ciFiles({ ci: 'gitlab', packaging: 'kustomize', tool: TOOL });
    const here = await scene();
    const remote = `--push origin '${await git(here.clone, 'remote', 'get-url', 'origin')}'`;
    const script = scriptIn(files.get('.gitlab-ci.yml')!);
    const local = script.replace(/--push origin "https:.*"/, remote);
    expect(local).not.toBe(script);
    const user = { GITLAB_USER_NAME: 'Ada', GITLAB_USER_EMAIL: 'ada@example.com' };
    await runScript(here, local, { ...VALUES, ...user });
    await expectBumped(here);
  });
});
