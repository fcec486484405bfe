import { describe, expect, test } from 'vitest';
import { allRules } from '../../../src/validate/all-rules.js';
import { buildRules } from '../../../src/validate/build-rules.js';
import { driftRules } from '../../../src/validate/drift-rules.js';
import { mergeFindings } from '../../../src/validate/merge-findings.js';
import { overlayRule } from '../../../src/validate/scoped-rules.js';
import { runRules } from '../../../src/validate/run-rules.js';
import { schemaRules } from '../../../src/validate/schema-rules.js';
import { rulesWithout } from '../../../src/validate/select-rules.js';
import { treeRules } from '../../../src/validate/tree-rules.js';
import { validateRules } from '../../../src/validate/validate-rules.js';
import { edit, set, write, type Break, type Breaks } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const repository = await todoRepository();
const DEV = 'overlays/dev/todo';
const PLACE = { path: `${DEV}/kustomization.yaml` };

const unbuilt =
  (reason: 'failed' | 'elsewhere' | 'no-helm'): Break =>
  (one) => ({ ...one, unbuilt: [{ folder: DEV, reason, message: 'because', place: PLACE }] });
const drift =
  (fields: object): Break =>
  (one) => ({ ...one, drift: { pending: [], conflicts: [], ...fields } });
const buildBreaks: Breaks = [
  ['build/failed', 'a build', unbuilt('failed')],
  ['build/elsewhere', 'a URL', unbuilt('elsewhere')],
  ['build/no-helm', 'a chart', unbuilt('no-helm')],
];
const driftBreaks: Breaks = [
  ['model/invalid', 'a slip', (one) => ({ ...one, modelProblem: { message: 'unknown key' } })],
  ['model/pending', 'a change', drift({ pending: ['base/x.yaml'] })],
  ['model/conflict', 'two sides', drift({ conflicts: ['base/x.yaml'] })],
  ['model/refused', 'no git', drift({ refused: { message: 'this is no git repository' } })],
];

describeRules('builds', buildRules, { repository, breaks: buildBreaks });
describeRules('drift', driftRules, { repository, breaks: driftBreaks });

describe('comments that ignore a rule', () => {
  const SECRETS = `${DEV}/kustomization.yaml`;
  const said = (comment: string) => {
    const broken = edit(SECRETS, 'resources:', `${comment}\nresources:`)(repository);
    const rules = validateRules(allRules).filter(({ id }) => id === 'validate/ignore-comment');
    return runRules(rules, broken).findings.map(({ message, place }) => [message, place?.path]);
  };

  test.each([
    ['# gitops-gen:ignore', 'it names no rule'],
    ['# gitops-gen:ignore argocd/K-02', 'it gives no reason to ignore argocd/K-02'],
    ['# gitops-gen:ignore argocd/K-02  ', 'it gives no reason to ignore argocd/K-02'],
    [
      '# gitops-gen:ignore argocd/K-2 x',
      'there is no rule argocd/K-2, did you mean "argocd/K-02"?',
    ],
  ])('%s', (comment, message) => {
    expect(said(comment)).toEqual([[message, SECRETS]]);
  });

  test.each(['# gitops-gen:ignore argocd/K-02 moved in May', 'x: "#gitops-gen:ignore"'])(
    '%s is in order',
    (comment) => {
      expect(said(comment)).toEqual([]);
    },
  );

  test('are none in a file that is no YAML', () => {
    const guide = write('docs/guide.md', '# gitops-gen:ignore\n')(repository);
    const rules = validateRules(allRules);
    expect(runRules(rules, guide).findings).toEqual([]);
  });
});

describe('rules that are ignored', () => {
  const rules = allRules.slice(0, 3);

  test('are left out by id and by family', () => {
    expect(rulesWithout(rules, ['build/failed']).map(({ id }) => id)).not.toContain('build/failed');
    expect(rulesWithout(allRules, ['build']).filter(({ id }) => id.startsWith('build/'))).toEqual(
      [],
    );
  });

  test('have to exist', () => {
    expect(() => rulesWithout(rules, ['build/faild'])).toThrow('did you mean "build/failed"?');
    expect(() => rulesWithout(rules, ['buld'])).toThrow('did you mean "build"?');
  });
});

test('a rule that stops at something says so, and the others go on', () => {
  const stumbling = overlayRule({
    id: 'manifests/B-99',
    title: '',
    fix: '',
    source: '',
    *check() {
      yield 'before';
      throw new TypeError('labels.map is not a function');
    },
  });
  const { findings } = runRules([stumbling, ...buildRules], unbuilt('failed')(repository));
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`).sort()).toEqual([
    'build/failed: because',
    'manifests/B-99: before',
    'validate/unreadable: manifests/B-99 stopped at something: labels.map is not a function',
  ]);
});

test('no token of a URL that a file names is shown', () => {
  const fetches: Break = (one) => ({
    ...one,
    unbuilt: [
      {
        folder: DEV,
        reason: 'elsewhere',
        message: 'https://ci:s3cret@git.example.com/x',
        place: PLACE,
      },
    ],
  });
  const { findings } = runRules(buildRules, fetches(repository));
  expect(findings.map(({ message }) => message)).toEqual(['https://git.example.com/x']);
});

test('no value of a Secret or variable of the wrong type is shown', () => {
  const variables = '/spec/template/spec/containers/0/env';
  const pin = [{ name: 'PIN', value: 12345678 }];
  const broken = set(DEV, 'Deployment todo-backend', variables, pin)(repository);
  const messages = runRules(schemaRules, broken).findings.map(({ message }) => message);
  expect(messages).toEqual([`${variables}/0/value: expected string, got number`]);
});

test('an adopted repository needs no root that applies nothing', () => {
  const model = repository.model!;
  const argocd = { folder: 'argocd', objects: [] };
  const rootOf = (apps: typeof model.apps) =>
    runRules(treeRules, { ...repository, argocd, model: { ...model, apps } })
      .findings.map(({ rule }) => rule)
      .filter((rule) => rule === 'argocd/T-03');
  expect(rootOf(model.apps)).toEqual(['argocd/T-03']);
  expect(rootOf([])).toEqual([]);
});

describe('a finding is where', () => {
  const placeOf = (...breaks: Break[]) => {
    const broken = breaks.reduce((one, apply) => apply(one), repository);
    return runRules(schemaRules, broken).findings.map(({ place }) => place);
  };
  const lineOf = (path: string, text: string) => {
    const lines = repository.files.get(path)!.content.split('\n');
    return lines.findIndex((line) => line.includes(text)) + 1;
  };

  test('the field stands', () => {
    const path = 'base/todo/backend-deployment.yaml';
    const line = lineOf(path, 'revisionHistoryLimit:');
    expect(line).toBeGreaterThan(1);
    expect(
      placeOf(set(DEV, 'Deployment todo-backend', '/spec/revisionHistoryLimit', 'many')),
    ).toEqual([{ path, line }]);
  });

  test('the patch that has the field stands', () => {
    const path = `${DEV}/patches/backend-deployment.yaml`;
    const line = lineOf(path, 'resources:');
    const pointer = '/spec/template/spec/containers/0/resources/cpu';
    const content = repository.files.get(path)!.content;
    const patched = write(path, content.replace('resources:', 'resources:\n            cpu: 1'));
    expect(placeOf(patched, set(DEV, 'Deployment todo-backend', pointer, 1))).toEqual([
      { path, line: line + 1 },
    ]);
  });

  test('the generator stands', () => {
    const path = 'base/todo/kustomization.yaml';
    const line = lineOf(path, '- name: todo-backend-config');
    expect(line).toBeGreaterThan(1);
    expect(placeOf(set(DEV, 'ConfigMap todo-backend-config', '/date', 1))).toEqual([
      { path, line },
    ]);
  });
});

test('what a base has against it is said once, with all its overlays', () => {
  const everywhere = ['dev', 'staging', 'prod'].map((env) =>
    set(`overlays/${env}/todo`, 'Service todo-backend', '/spec/prots', []),
  );
  const broken = everywhere.reduce((one, apply) => apply(one), repository);
  const merged = mergeFindings(runRules(schemaRules, broken).findings);
  expect(merged).toMatchObject([
    {
      rule: 'schema/unknown-field',
      folders: ['overlays/dev/todo', 'overlays/prod/todo', 'overlays/staging/todo'],
      object: { kind: 'Service', name: 'todo-backend' },
      place: { path: 'base/todo/backend-service.yaml' },
    },
  ]);
  expect(merged[0]!.object).not.toHaveProperty('namespace');
});
