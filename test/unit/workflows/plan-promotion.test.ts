import { describe, expect, test } from 'vitest';
import { evaluateBump, overallStatus } from '../../../src/workflows/evaluate-bump.js';
import { planPromotion, type Promotion } from '../../../src/workflows/plan-promotion.js';
import type { Tree } from '../../../src/workflows/tree.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const TODAY = '2026-06-01';
const MODEL = `apiVersion: gitops-gen.dev/v1
repository: { url: https://git.example.com/acme/deploy.git }
argocd: { project: acme }
environments: [{ name: dev }, { name: staging }, { name: prod }, { name: demo }]
promotion: [dev, staging, prod]
apps:
  - { name: todo, example: todo-app, images: { backend: ghcr.io/stand/in:6 } }
  - { name: shop, example: todo-app }
  - { name: chart, example: todo-app, packaging: helm }
`;
const path = (env: string, app = 'todo') => `overlays/${env}/${app}/kustomization.yaml`;
const entry = (name: string, fields: string) => `  - name: ${name}\n${fields}`;
const overlay = (...entries: string[]) => `resources: [../x]\nimages:\n${entries.join('')}`;
const backend = (tag: string, newName = 'ghcr.io/acme/backend') =>
  entry('backend', `    newName: ${newName}\n    newTag: ${tag} # own\n`);

function treeOf(files: Readonly<Record<string, string>>): Tree {
  const all: Readonly<Record<string, string>> = { 'gitops-gen.yaml': MODEL, ...files };
  return { read: (name) => Promise.resolve(all[name]) };
}

/** What a promotion of the images makes of the target's files. */
async function promoted(
  files: Readonly<Record<string, string>>,
  request: Partial<Promotion> = {},
  add = false,
) {
  const tree = treeOf(files);
  const asked = { apps: ['todo'], from: 'dev', to: 'staging', force: false, ...request };
  const plan = await planPromotion(tree, asked);
  const evaluation = await evaluateBump(tree, plan.targets, { today: TODAY, add });
  const images = [...evaluation.images, ...(plan.leftOut ?? [])];
  const texts = Object.fromEntries([...evaluation.edits].map(([name, { after }]) => [name, after]));
  const codes = plan.warnings.map(({ code }) => code);
  return { status: overallStatus(images), images, texts, codes };
}

const BOTH = { [path('dev')]: overlay(backend('v2')), [path('staging')]: overlay(backend('v1')) };

describe('what a promotion sets', () => {
  test('P1: tag and digest of all images; the name and the rest stay', async () => {
    const web = (tag: string, host: string) =>
      entry('web', `    newTag: ${tag}\n    newName: ${host}/web\n`);
    const { texts, status, codes } = await promoted({
      [path('dev')]: overlay(backend('v2'), web('w2', 'dev.io')),
      [path('staging')]: overlay(web('w1', 'live.io'), '  # between\n', backend('v1')),
    });
    expect(status).toBe('changed');
    expect(texts).toEqual({
      [path('staging')]: overlay(web('w2', 'live.io'), '  # between\n', backend('v2')),
    });
    expect(codes).toEqual([]);
  });

  test('P1: a repository that is called otherwise stays, with a warning', async () => {
    const { texts, codes } = await promoted({
      ...BOTH,
      [path('staging')]: overlay(backend('v1', 'ghcr.io/acme/other')),
    });
    expect(texts).toEqual({ [path('staging')]: overlay(backend('v2', 'ghcr.io/acme/other')) });
    expect(codes).toEqual(['NAME_DIFFERS']);
  });

  test('P1: what still runs the stand-in of the model gets the name as well', async () => {
    const { texts, codes } = await promoted({
      ...BOTH,
      [path('staging')]: overlay(backend('6', 'ghcr.io/stand/in')),
    });
    expect(texts).toEqual({ [path('staging')]: overlay(backend('v2')) });
    expect(codes).toEqual([]);
  });

  test('P1: Helm values', async () => {
    const values = (tag: string) =>
      `backend:\n  image:\n    repository: ghcr.io/acme/backend\n    tag: ${tag}\n`;
    const [dev, staging] = ['overlays/dev/chart/values.yaml', 'overlays/staging/chart/values.yaml'];
    const { texts } = await promoted(
      { [dev]: values('v2'), [staging]: values('v1') },
      { apps: ['chart'] },
    );
    expect(texts).toEqual({ [staging]: values('v2') });
  });

  test('P2: without an app, every app that both have; one that only the source has is reported', async () => {
    const { texts, codes } = await promoted(
      { ...BOTH, [path('dev', 'shop')]: overlay(backend('v9')) },
      { apps: [] },
    );
    expect(Object.keys(texts)).toEqual([path('staging')]);
    expect(codes).toEqual(['NOT_IN_TARGET']);
  });

  test('P2: an app that is named and only in the source is refused', async () => {
    const files = { [path('dev')]: overlay(backend('v2')) };
    await expect(promoted(files)).rejects.toMatchObject({
      code: 'TARGET_NOT_FOUND',
      message: 'there is no overlay of todo in staging',
    });
  });

  test('P3: nothing where both are equal', async () => {
    const { status, texts } = await promoted({
      ...BOTH,
      [path('staging')]: overlay(backend('v2')),
    });
    expect({ status, texts }).toEqual({ status: 'unchanged', texts: {} });
  });

  test.each([
    ['dev', 'prod', /skips staging/],
    ['staging', 'dev', /"dev" comes before "staging"/],
    ['dev', 'demo', /"demo" is no part of the promotion/],
  ])('P4: refuses %s to %s unless forced', async (from, to, message) => {
    const files = { [path(from)]: overlay(backend('v2')), [path(to)]: overlay(backend('v1')) };
    await expect(promoted(files, { from, to })).rejects.toMatchObject({
      code: 'GUARD',
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
    expect((await promoted(files, { from, to, force: true })).status).toBe('changed');
  });

  test.each(['dev', 'staging'])('P5: leaves out what is on hold in %s', async (env) => {
    const web = entry('web', '    newTag: w1\n');
    const held = (text: string) =>
      text.replace('  - name: backend', '  # gitops-gen:hold reason=x\n  - name: backend');
    const files = {
      [path('dev')]: overlay(backend('v2'), web),
      [path('staging')]: overlay(backend('v1'), web.replace('w1', 'w0')),
    };
    const { images, texts } = await promoted({ ...files, [path(env)]: held(files[path(env)]!) });
    expect(images.find(({ name }) => name === 'backend')).toMatchObject({
      status: 'held',
      env: 'staging',
      hold: { reason: 'x' },
      new: { tag: 'v1' },
    });
    expect(texts[path('staging')]).toContain('newTag: w1');
    expect(texts[path('staging')]).toContain('newTag: v1');
  });

  test.each(['dev', 'staging'])('P16: a hold in %s that is over holds nothing', async (env) => {
    const over = '  # gitops-gen:hold until=2020-01-01\n  - name: backend';
    const held = BOTH[path(env)]!.replace('  - name: backend', over);
    const { texts } = await promoted({ ...BOTH, [path(env)]: held });
    expect(texts).toEqual({ [path('staging')]: overlay(backend('v2')) });
  });

  test('P6: refuses an image that the target lacks; with --add it is created with its name', async () => {
    const files = { ...BOTH, [path('staging')]: overlay(entry('web', '    newTag: w\n')) };
    await expect(promoted(files)).rejects.toMatchObject({ code: 'TARGET_NOT_FOUND', exitCode: 2 });
    const { texts } = await promoted(files, {}, true);
    expect(texts[path('staging')]).toContain(
      '- name: backend\n    newName: ghcr.io/acme/backend\n    newTag: v2\n',
    );
  });

  test('P6: leaves out an image that the target is made without, unless --add is to create it', async () => {
    const web = entry('web', '    newTag: w\n');
    const pristine = (env: string) => `.gitops-gen/pristine/${path(env)}.pristine`;
    const files = {
      [path('dev')]: overlay(backend('v2'), web),
      [path('staging')]: BOTH[path('staging')]!,
      [pristine('dev')]: overlay(backend('v0'), web),
      [pristine('staging')]: overlay(backend('v0')),
    };
    const { texts, codes } = await promoted(files);
    expect(texts).toEqual({ [path('staging')]: overlay(backend('v2')) });
    expect(codes).toEqual(['NOT_IN_TARGET']);
    const added = await promoted(files, { add: true }, true);
    expect(added.texts[path('staging')]).toContain('- name: web\n    newTag: w\n');
    // One that somebody took out is missing.
    const missing = { ...files, [pristine('staging')]: overlay(backend('v0'), web) };
    await expect(promoted(missing)).rejects.toMatchObject({ code: 'TARGET_NOT_FOUND' });
  });

  test('P8: tag and digest where the target has a tag only, and back', async () => {
    const both = entry('backend', `    newTag: v2\n    digest: ${DIGEST}\n`);
    const tag = entry('backend', '    newTag: v1\n');
    const there = await promoted({ [path('dev')]: overlay(both), [path('staging')]: overlay(tag) });
    expect(there.texts).toEqual({ [path('staging')]: overlay(both) });
    const back = await promoted({ [path('dev')]: overlay(tag), [path('staging')]: overlay(both) });
    expect(back.texts).toEqual({ [path('staging')]: overlay(tag) });
  });

  test('leaves alone what the source sets neither tag nor digest of', async () => {
    const { codes, images } = await promoted({
      ...BOTH,
      [path('dev')]: overlay(entry('backend', '    newName: x\n')),
    });
    expect({ codes, images }).toEqual({ codes: ['NOTHING_SET'], images: [] });
  });

  test.each([
    ['a template', { [path('dev')]: overlay(backend('"${TAG}"')) }, {}, 'BAD_REFERENCE'],
    [
      'a missing overlay',
      { [path('dev', 'shop')]: overlay(backend('v2')) },
      { apps: ['shop'] },
      'TARGET_NOT_FOUND',
    ],
    ['an unknown environment', {}, { to: 'stagin' }, 'TARGET_NOT_FOUND'],
    ['an environment and itself', {}, { to: 'dev', force: true }, 'USAGE'],
  ])('refuses %s', async (_, files, request, code) => {
    await expect(promoted({ ...BOTH, ...files }, request)).rejects.toMatchObject({
      code,
      exitCode: 2,
    });
  });
});
