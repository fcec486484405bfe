import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import Validate from '../../src/commands/validate.js';
import type { validateJson } from '../../src/cli/validate-report.js';
import { commitFiles, git, gitRepository } from '../support/repository.js';
import { runCommand } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { everything, initWithUrl } from './scaffold.js';

type Json = ReturnType<typeof validateJson>;

/** Runs it with the newest kubectl. */
async function validate(cwd: string, flags: readonly string[] = []) {
  const PATH = `${dirname(tools().kubectls.at(-1)!.path)}:${process.env['PATH'] ?? ''}`;
  const run = await runCommand(Validate, flags, { cwd, env: { PATH } });
  const { findings, summary } = (run.result ?? { findings: [] }) as Json;
  return { ...run, findings, summary, rules: findings.map(({ rule }) => rule) };
}

const OVERLAY = 'overlays/dev/web/kustomization.yaml';

describe('a generated repository', () => {
  let dir: string;

  beforeAll(async () => {
    dir = join(await tempDir(), 'shop');
    const flags = ['--example=web-service=web', '--example=worker=mail', '--env=dev'];
    expect(await initWithUrl(dir, flags)).toMatchObject({ exitCode: 0 });
  });

  afterEach(async () => {
    await git(dir, 'reset', '--quiet', '--hard');
  });

  const edit = async (path: string, from: string, to: string) => {
    const file = join(dir, path);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(from);
    await writeFile(file, text.replace(from, to));
  };
  const misspell = () =>
    edit('base/mail/deployment.yaml', 'revisionHistoryLimit:', 'revisionHistroyLimit:');

  test('keeps every rule, and stdout holds what --format asks for alone', async () => {
    const { exitCode, summary, stdout } = await validate(dir, ['--format=sarif']);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ errors: 0, warnings: 0, builds: 3 });
    expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
  });

  test('says what does not build, what is wrong in the rest, and what an update would do', async () => {
    await appendFile(join(dir, OVERLAY), 'patches: [\n');
    await misspell();
    await edit('gitops-gen.yaml', 'values: {}', 'values: { monitoring: true }');
    const { exitCode, findings, summary } = await validate(dir);
    expect(exitCode).toBe(3);
    expect(summary).toMatchObject({ builds: 2 });
    const found = (rule: string) => findings.filter((one) => one.rule === rule);
    expect(found('build/failed')).toMatchObject([{ severity: 'error', path: OVERLAY }]);
    expect(found('schema/unknown-field')).toMatchObject([
      {
        path: 'base/mail/deployment.yaml',
        line: expect.any(Number) as number,
        folders: ['overlays/dev/mail'],
        message: expect.stringContaining('did you mean "revisionHistoryLimit"?') as string,
      },
    ]);
    const drift = findings.filter(({ rule }) => rule.startsWith('model/'));
    expect(drift).not.toEqual([]);
  });

  test('--env and --app build and report no more than that; --ignore reports less', async () => {
    await appendFile(join(dir, OVERLAY), 'patches: [\n');
    await misspell();
    const flags = ['--env=dev', '--app=mail', '--ignore=schema', '--ignore=manifests/B-21'];
    const { rules, summary } = await validate(dir, flags);
    expect(summary).toMatchObject({ errors: 0, builds: 2 });
    expect(rules).not.toContain('build/failed');
  });

  test('a model that cannot be read is a finding, and the files are checked without', async () => {
    await edit('gitops-gen.yaml', 'secrets:', 'secretz:');
    const { exitCode, findings, summary } = await validate(dir, ['--changed-since=HEAD']);
    expect(exitCode).toBe(3);
    expect(summary).toMatchObject({ builds: 3 });
    expect(findings.find(({ rule }) => rule === 'model/invalid')).toMatchObject({
      path: 'gitops-gen.yaml',
      line: expect.any(Number) as number,
    });
  });

  test('--changed-since builds what a change can affect', async () => {
    await misspell();
    await commitFiles(dir, {});
    await edit(OVERLAY, 'kind: Kustomization', 'kind: Kustomization # here');
    const { summary, rules } = await validate(dir, ['--changed-since=HEAD']);
    expect(summary).toMatchObject({ builds: 2 });
    expect(rules).not.toContain('schema/unknown-field');
    await git(dir, 'reset', '--quiet', '--hard', 'HEAD~1');
  });

  test.each([
    ['--ignore=manifests/B-02-x', 'there is no rule "manifests/B-02-x"'],
    ['--app=shop', 'There are: mail, web.'],
    ['--changed-since=nowhere', 'there is no revision "nowhere" here'],
    ['--kubernetes-version=latest', '"latest" is no version of Kubernetes'],
  ])('%s is refused', async (flag, message) => {
    const { exitCode, stderr } = await validate(dir, [flag]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, labels: { a: 5 } }\n';
const KUSTOMIZATION = 'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n';
const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  .map((name, index, all) => `${name}: &${name} [${`*${all[index - 1]!}, `.repeat(9)}]\n`)
  .join('')
  .replace(/a: .*/, 'a: &a [x]');

/** Nothing of this should stop `validate`, leave the repository, or show a secret. */
const HOSTILE = {
  'bomb/kustomization.yaml': `${bomb}resources: *g\n`,
  'odd/kustomization.yaml': 'labels: 5\nimages: { a: b }\nresources: [1, { a: b }]\nkind: [a]\n',
  'list/kustomization.yaml': '- a\n',
  'cycle/a/kustomization.yaml': 'resources: [../b]\n',
  'cycle/b/kustomization.yaml': 'resources: [../a]\n',
  'above/kustomization.yaml': 'resources: [../../../etc]\n',
  'far/kustomization.yaml': 'resources: ["https://ci:s3cr3t@example.com/a/b?ref=main"]\n',
  'linked/kustomization.yaml': 'resources: [../link]\n',
  '--enable-helm/kustomization.yaml': `${KUSTOMIZATION}resources: [x.yaml]\n`,
  '--enable-helm/x.yaml': CONFIG_MAP,
  'objects/kustomization.yaml': `${KUSTOMIZATION}resources: [x.yaml]\n`,
  'objects/x.yaml': `${CONFIG_MAP}---
apiVersion: v1
kind: Secret
metadata: { name: s }
stringData: { password: 12345678 }
---
apiVersion: weird.io/v1
kind: Thing
metadata: { name: t, labels: [a], annotations: { exempt.gitops-gen.dev/x: 5 } }
spec: 7
`,
  'argo/a.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: x }
spec: { generators: [{ list: { elements: [1] } }, { git: 5 }], template: 5, templatePatch: '{{ range }}' }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: 5
spec: { source: { path: 7, helm: { valueFiles: [3] } }, destination: [] }
`,
  'crd/c.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: 5 }
spec: { group: weird.io, names: { kind: Thing }, versions: [{ name: v1, schema: { openAPIV3Schema: { $ref: 'http://x', items: 5 } } }, null] }
`,
  'no-text.yaml': 'a\u0000b',
};

describe('a repository of somebody else', () => {
  test('is looked at without a model, and nothing hostile stops that', async () => {
    const dir = await gitRepository(HOSTILE);
    await symlink('/etc', join(dir, 'link'));
    const run = await validate(dir);
    expect(run.error).toBeUndefined();
    expect(run.exitCode).toBe(3);
    const failed = (rule: string) =>
      run.findings.filter((one) => one.rule === rule).map(({ path }) => path);
    expect(failed('build/elsewhere')).toEqual(
      ['above', 'far', 'linked'].map((folder) => `${folder}/kustomization.yaml`),
    );
    expect(failed('build/failed')).toEqual(
      ['bomb', 'cycle/a', 'list', 'odd'].map((folder) => `${folder}/kustomization.yaml`),
    );
    expect(failed('schema/invalid')).toContain('objects/x.yaml');
    expect(run.rules).not.toContain('argocd/T-03');
    expect(run.stderr).toContain('no-text.yaml is no text');
    expect(everything(run)).not.toMatch(/s3cr3t|12345678|root:/);
  });

  test('needs no git, and finds environments and apps by the names of folders', async () => {
    const dir = await tempDir();
    await writeFiles(dir, {
      'apps/shop/base/kustomization.yaml': `${KUSTOMIZATION}resources: [x.yaml]\n`,
      'apps/shop/base/x.yaml': CONFIG_MAP,
      'apps/shop/overlays/prod/kustomization.yaml': `${KUSTOMIZATION}resources: [../../base]\n`,
    });
    const { summary, findings } = await validate(dir, ['--app=shop', '--env=prod']);
    expect(summary).toMatchObject({ builds: 1 });
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'schema/invalid', path: 'apps/shop/base/x.yaml' }),
    );
  });
});
