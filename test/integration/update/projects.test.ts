import { expect, test } from 'vitest';
import { commitFiles } from '../../support/repository.js';
import { add, edit, MODEL, remove, shop, text, update } from './shop.js';

const CORE = 'argocd/projects/shop-core.yaml';

test('argocd/P-03: the project of a team allows what is removed until it is forgotten', async () => {
  const dir = await shop();
  await edit(dir, MODEL, 'argocd:\n', 'team: core\nargocd:\n  projects: team\n');
  const moved = await update(dir);
  expect(moved).toMatchObject({ exitCode: 0, result: { moves: { projects: ['shop'] } } });
  expect(moved.stdout).toContain('  kubectl --namespace argocd delete appproject shop\n');
  expect(await text(dir, 'argocd/applications/dev/web.yaml')).toContain('project: shop-core\n');
  await commitFiles(dir, {});
  await add(dir, 'acme/web', '--name', 'more');
  const before = await text(dir, CORE);

  await remove(dir, 'more');
  expect(await text(dir, MODEL)).toContain('team: core');
  // In another order: what is retired comes last.
  expect([...(await text(dir, CORE)).split('\n')].sort()).toEqual(before.split('\n').sort());
  await remove(dir, 'more');
  expect(await text(dir, CORE)).not.toContain('more-dev');
  expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
});

test('argocd/P-03: a project that nothing is left of is named when it is forgotten', async () => {
  const dir = await shop();
  await edit(dir, MODEL, '    example: acme/web\n', '    example: acme/web\n    team: core\n');
  await edit(dir, MODEL, 'argocd:\n', 'argocd:\n  projects: team\n');
  await update(dir);
  await commitFiles(dir, {});
  await add(dir, 'acme/web', '--name', 'more');

  const gone = 'delete appproject shop-core';
  expect((await remove(dir, 'web')).stdout).not.toContain(gone);
  expect((await remove(dir, 'web')).stdout).toContain(`  kubectl --namespace argocd ${gone}\n`);
});
