import { describe, expect, test } from 'vitest';
import { evaluateBump } from '../../../src/workflows/evaluate-bump.js';
import type { History } from '../../../src/workflows/history.js';
import { planFile, type Rollback } from '../../../src/workflows/plan-rollback.js';

const TODAY = '2026-06-01';
const path = 'overlays/prod/todo/kustomization.yaml';
const overlay = (tag: string, more = '') =>
  `resources: [../x]\nimages:\n  - name: backend # b\n    newName: r/${tag[0] ?? ''}\n    newTag: ${tag}\n  - name: web\n    newTag: w\n${more}`;

/** A file's texts, the newest first; the commits count down, and the last one is where it was made. */
function historyOf(texts: readonly (string | undefined)[]): History {
  const versions = texts.map((text, index) => ({ commit: `c${texts.length - index}`, text }));
  return {
    async *versionsOf() {
      yield* await Promise.resolve(versions);
    },
    versionAt: (_, revision) => Promise.resolve(versions.find(({ commit }) => commit === revision)),
  };
}

/** What a rollback makes of the newest of some texts. */
async function rolledBack(
  texts: readonly (string | undefined)[],
  back: Rollback['back'] = { steps: 1 },
  hold?: Rollback['hold'],
) {
  const text = texts[0] ?? '';
  const file = { path, text, env: 'prod', app: 'todo' };
  const request = { back, ...(hold && { hold }) };
  const { commit, target } = await planFile(historyOf(texts), file, request);
  const tree = { read: () => Promise.resolve(text) };
  const { edits, images } = await evaluateBump(tree, [target], { today: TODAY, overHold: true });
  return { commit, images, text: edits.get(path)?.after ?? text };
}

/** Deployments v1, v2, v2 with other edits between, and v3, as P10 has them. */
const DEPLOYED = [overlay('v3'), overlay('v2', 'x: 1\n'), overlay('v2'), overlay('v1')];

describe('where a rollback leads', () => {
  test('P9: to unit and name as before the last deployment', async () => {
    const { text, commit } = await rolledBack([overlay('v2'), overlay('a1')]);
    expect({ text, commit }).toEqual({ text: overlay('a1'), commit: 'c1' });
  });

  test.each([
    [1, 'v2', 'c3'],
    [2, 'v1', 'c1'],
  ])('P10: --steps %d leads to %s', async (steps, tag, commit) => {
    expect(await rolledBack(DEPLOYED, { steps })).toMatchObject({ text: overlay(tag), commit });
  });

  test('P10: a text that cannot be read, or a time without the file, is no deployment', async () => {
    const { text } = await rolledBack([
      overlay('v2'),
      'images: {broken\n',
      overlay('v1'),
      undefined,
    ]);
    expect(text).toBe(overlay('v1'));
  });

  test('P10: an image that was away for a time is compared with what it said before', async () => {
    const without = 'images:\n  - name: web\n    newTag: w\n';
    const { text } = await rolledBack([overlay('v3'), without, overlay('v2'), overlay('v1')]);
    expect(text).toBe(overlay('v2'));
  });

  test('P9: tag and digest are one, also where somebody else sets a digest meanwhile', async () => {
    const file = { path, text: overlay('v2'), env: 'prod', app: 'todo' };
    const { target } = await planFile(historyOf([file.text, overlay('v1')]), file, {
      back: { steps: 1 },
    });
    const faster = overlay('v3').replace('v3', `v3\n    digest: sha256:${'a'.repeat(64)}`);
    const tree = { read: () => Promise.resolve(faster) };
    const { edits } = await evaluateBump(tree, [target], { today: TODAY, overHold: true });
    expect(edits.get(path)?.after).toBe(overlay('v1'));
  });

  test('P11: unrelated later edits stay', async () => {
    const later = overlay('v3', 'patches: []\n')
      .replace('# b', '# later')
      .replace('newTag: w', 'newTag: w # later');
    const { text } = await rolledBack([later, ...DEPLOYED]);
    expect(text).toBe(later.replace('v3', 'v2'));
  });

  test.each([
    [3, /only 2 earlier deployments/],
    [9, /only 2 earlier deployments/],
  ])('P12: refuses --steps %d where there were fewer deployments', async (steps, message) => {
    await expect(rolledBack(DEPLOYED, { steps })).rejects.toMatchObject({
      code: 'TARGET_NOT_FOUND',
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
    await expect(rolledBack([overlay('v1')])).rejects.toThrow('no earlier deployment');
  });

  test('P12: refuses a commit in which an image is absent, and one that is none', async () => {
    const before = 'images:\n  - name: web\n    newTag: v0\n';
    await expect(rolledBack([overlay('v1'), before], { to: 'c1' })).rejects.toMatchObject({
      code: 'TARGET_NOT_FOUND',
      message: 'there was no image "backend" at c1',
      place: { path, line: 3 },
    });
    await expect(rolledBack([overlay('v1')], { to: 'c9' })).rejects.toThrow(
      'there is no commit "c9"',
    );
  });

  test('refuses what was no image: another tool filled it in', async () => {
    const template = overlay('v1').replace('v1', '"${TAG}"');
    await expect(rolledBack([overlay('v2'), template])).rejects.toMatchObject({
      code: 'BAD_REFERENCE',
    });
  });
});

describe('a rollback that holds', () => {
  const hold = { until: '2026-12-31', reason: 'bad migration' };
  const line = (more: string) =>
    `  # gitops-gen:hold until=2026-12-31 commit=${more} reason=bad migration\n`;

  test('P14: a line above what goes back says until when, from which commit and why', async () => {
    const { text, images } = await rolledBack(DEPLOYED, { steps: 2 }, hold);
    expect(text).toBe(overlay('v1').replace('  - name: backend', `${line('c1')}  - name: backend`));
    expect(images).toMatchObject([
      { status: 'changed', hold: { commit: 'c1', ...hold } },
      { status: 'unchanged' },
    ]);
  });

  test('P14: above every image where all are so already', async () => {
    const { text } = await rolledBack(DEPLOYED, { to: 'c4' }, {});
    expect(text.match(/^ {2}# gitops-gen:hold commit=c4$/gm)).toHaveLength(2);
  });

  test('P18: refuses a list in one line, which has no place for it', async () => {
    const list = (tag: string) => `images: [{name: backend, newTag: ${tag}}]\n`;
    await expect(rolledBack([list('v2'), list('v1')], { steps: 1 }, hold)).rejects.toMatchObject({
      code: 'NOT_EDITABLE',
      exitCode: 2,
    });
    expect((await rolledBack([list('v2'), list('v1')])).text).toBe(list('v1'));
  });

  test('P20: what is on hold goes back; the hold stays, or is written anew', async () => {
    const old = '  # gitops-gen:hold reason=old\n';
    const held = (text: string, comment: string) =>
      text.replace('  - name: backend', `${comment}  - name: backend`);
    const texts = [held(overlay('v3'), old), ...DEPLOYED];
    expect((await rolledBack(texts)).text).toBe(held(overlay('v2'), old));
    expect((await rolledBack(texts, { steps: 1 }, hold)).text).toBe(
      held(overlay('v2'), line('c3')),
    );
  });
});
