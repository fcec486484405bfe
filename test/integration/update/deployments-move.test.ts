import { describe, expect, test } from 'vitest';
import { commitFiles } from '../../support/repository.js';
import { treeHash } from '../../support/tree-hash.js';
import { add, edit, envRemove, MODEL, remove, shop, text, update } from './shop.js';

const DEV = '  - name: dev\n';
const SEVERAL = '    destinations: [{ name: eu }, { name: us }]\n';

/** A shop whose Applications come from ApplicationSets, committed. */
async function shopOfSets(): Promise<string> {
  const dir = await shop();
  await switchMode(dir, 'applicationset');
  await update(dir);
  await commitFiles(dir, {});
  return dir;
}

async function switchMode(dir: string, mode: string): Promise<void> {
  const model = await text(dir, MODEL);
  const without = model.replace(/^ {2}mode: .*\n/m, '');
  await commitFiles(dir, { [MODEL]: without.replace('argocd:\n', `argocd:\n  mode: ${mode}\n`) });
}

describe('update says how Applications move', () => {
  test('argocd/A-03: to several destinations, without what runs being deleted', async () => {
    const dir = await shop();
    await edit(dir, MODEL, DEV, DEV + SEVERAL);
    const { exitCode, stdout, result } = await update(dir);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`delete them without what they run:
  kubectl --namespace argocd patch application web-dev --type merge --patch '{"metadata":{"finalizers":null}}'
  kubectl --namespace argocd delete application web-dev
`);
    expect(result).toMatchObject({ moves: { left: [{ name: 'web-dev', cascades: true }] } });
    await commitFiles(dir, {});
    expect((await update(dir)).stdout).toBe('Nothing to do.\n');
  });

  test('argocd/T-02: from Applications to ApplicationSets and back', async () => {
    const dir = await shop();
    await switchMode(dir, 'applicationset');
    const there = await update(dir);
    expect(there.exitCode).toBe(0);
    expect(there.stdout).toContain('The ApplicationSets take over web-dev, web-prod');
    expect(there.stdout).toContain('Do not prune the root');
    await commitFiles(dir, {});

    await switchMode(dir, 'applications');
    const back = await update(dir);
    expect(back.exitCode).toBe(0);
    expect(back.stdout).toContain(
      '  kubectl --namespace argocd delete applicationset shop-dev shop-prod --cascade=orphan\n',
    );
    expect(back.stdout).not.toContain('delete application ');
  });
});

describe('argocd/S-03: update refuses what an ApplicationSet would delete', () => {
  test.each([[[]], [['--check']], [['--dry-run']]])('with flags %j', async (flags) => {
    const dir = await shopOfSets();
    await edit(dir, MODEL, DEV, DEV + SEVERAL);
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await update(dir, ...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('would delete web-dev, and what runs there');
    expect(stderr).toContain('cascadeDelete: false');
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('and takes it once deletion does not cascade', async () => {
    const dir = await shopOfSets();
    await edit(dir, MODEL, DEV, `${DEV}    cascadeDelete: false\n${SEVERAL}`);
    const { exitCode, stdout } = await update(dir);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('patch application web-dev');
    expect(await text(dir, 'argocd/applicationsets/dev.yaml')).toContain(
      'applicationsSync: create-update',
    );
  });
});

describe('argocd/S-03: what is left to do after a removal from ApplicationSets', () => {
  test('of an app: the set of dev has deleted its Application itself', async () => {
    const dir = await shopOfSets();
    await add(dir, 'acme/web', '--name', 'more');
    const announced =
      'Their ApplicationSets delete more-dev, and what runs there, when they see this.';
    expect((await remove(dir, 'more', '--dry-run')).stdout).toContain(announced);
    const { stdout, result } = await remove(dir, 'more');
    expect(stdout).toContain(announced);
    expect(stdout).toContain('kubectl --namespace argocd delete application more-prod\n');
    expect(result).toMatchObject({ applications: ['more-prod'] });
  });

  test('of an environment: its set first, which would make the Applications again', async () => {
    const dir = await shopOfSets();
    const { stdout } = await envRemove(dir, 'prod');
    expect(stdout).toMatch(
      /delete applicationset shop-prod --cascade=orphan\n(.*\n)*.*delete application web-prod\n/,
    );
  });
});
