import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { openGit } from '../../src/io/git/open-git.js';
import { transactionSteps } from '../../src/io/transaction.js';
import { addApp } from '../../src/workflows/add-app.js';
import { loadCatalogs } from '../../src/workflows/load-catalogs.js';
import { openRepository } from '../../src/workflows/managed-repository.js';
import { reconcile } from '../../src/workflows/reconcile.js';
import { removeApp } from '../../src/workflows/remove-app.js';
import { abortUpdate, update } from '../../src/workflows/update.js';
import { readFolder } from '../../src/io/files.js';
import { overlay, release, shop, text } from '../integration/update/shop.js';
import { commitFiles, git } from '../support/repository.js';
import { treeHash } from '../support/tree-hash.js';
import type { FileMap } from '../support/write-files.js';
import { RUNS } from './runs.js';
import { changedByUser, templatesWith, updateCase, type UpdateCase } from './update-cases.js';

/** By default 20 cases, each of which runs git some fifty times; fewer where a case is longer. */
const CASES = Math.ceil(RUNS / 50);

/** A repository that its people have changed, before its catalog's next version is taken over. */
async function played({ user, template }: UpdateCase): Promise<string> {
  const dir = await shop();
  const before = await readFolder(join(dir, 'base'));
  const overlays = await readFolder(join(dir, 'overlays'));
  const files = new Map([
    ...[...before].map(([path, file]) => [`base/${path}`, file] as const),
    ...[...overlays].map(([path, file]) => [`overlays/${path}`, file] as const),
  ]);
  const ours = changedByUser(files, user);
  const gone = [...files.keys()].filter((path) => !ours.has(path)).map((path) => [path, null]);
  await commitFiles(dir, { ...Object.fromEntries(ours), ...(Object.fromEntries(gone) as FileMap) });
  const templates = Object.entries(templatesWith(template));
  await release(
    dir,
    '1.1.0',
    Object.fromEntries(templates.map(([path, file]) => [path, file ?? null])),
  );
  return dir;
}

const request = { onConflict: 'inline', restore: [], dryRun: false, strict: false } as const;

describe('updates on disk', () => {
  test.prop([updateCase], { numRuns: CASES })(
    'P2, P4, P9: write what they say and nothing else; conflicts can be taken back',
    async (drawn) => {
      const dir = await played(drawn);
      const before = await treeHash(dir, { index: true });
      const promised = await update({ ...request, repository: dir, dryRun: true });
      expect(await treeHash(dir, { index: true })).toBe(before);

      const done = await update({ ...request, repository: dir });
      expect(done.changes).toEqual(promised.changes);
      expect((await treeHash(dir, { index: true })) === before).toBe(promised.changes.length === 0);
      if (done.conflicts) {
        expect(await abortUpdate(dir)).toBe(true);
        expect(await treeHash(dir, { index: true })).toBe(before);
      } else {
        const after = await treeHash(dir, { index: true });
        expect((await update({ ...request, repository: dir })).changes).toEqual([]);
        expect(await treeHash(dir, { index: true })).toBe(after);
      }
      await rm(dir, { recursive: true });
    },
  );

  test.prop([updateCase], { numRuns: Math.ceil(CASES / 5) })(
    'P6: given up at any step an update has happened or can be taken back',
    async (drawn) => {
      const dir = await played(drawn);
      const { model } = await openRepository(dir);
      const { changes } = await reconcile({
        root: dir,
        git: openGit(dir),
        model: model.value,
        catalogs: await loadCatalogs(dir, model.value),
        operation: 'update',
        onConflict: 'ours',
        restore: new Set(),
        full: false,
      });
      const before = await treeHash(dir, { index: true });
      for (let stop = 1, done = false; !done; stop++) {
        const steps = transactionSteps({ root: dir, git: openGit(dir), changes });
        let last = '';
        for (let count = 0; count < stop && !done; count++) {
          const step = await steps.next();
          done = step.done === true;
          if (step.done !== true) last = step.value;
        }
        await abortUpdate(dir);
        if (last !== 'done') expect(await treeHash(dir, { index: true }), last).toBe(before);
        else break;
      }
      expect((await update({ ...request, repository: dir, onConflict: 'ours' })).changes).toEqual(
        [],
      );
      await rm(dir, { recursive: true });
    },
  );

  const name = fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/).filter((drawn) => drawn !== 'web');

  test.prop([name, updateCase], { numRuns: Math.ceil(CASES / 5) })(
    'P12: an app that comes and goes leaves nothing but its seeds, whatever CI has set',
    async (app, { user }) => {
      const dir = await played({ user, template: [] });
      await update({ ...request, repository: dir });
      await commitFiles(dir, {});
      const before = await treeHash(dir);
      const options = { repository: dir, dryRun: false, commit: true };
      await addApp({
        ...options,
        example: 'acme/web',
        name: app,
        packaging: 'kustomize',
        values: {},
      });
      const path = overlay('prod', app);
      await commitFiles(dir, {
        [path]: (await text(dir, path)).replace('newTag: 1.0.0', 'newTag: 9.9.9'),
      });
      await removeApp({ ...options, app });
      await removeApp({ ...options, app });
      await rm(join(dir, 'base', app), { recursive: true });
      expect(await treeHash(dir)).toBe(before);
      await rm(dir, { recursive: true });
    },
  );

  test.prop([fc.uniqueArray(name, { minLength: 2, maxLength: 2 })], {
    numRuns: Math.ceil(CASES / 5),
  })(
    'P13: two branches that add an app each merge without a conflict in state, and updates converge',
    async ([left, right]) => {
      const dir = await shop();
      const add = (app: string) =>
        addApp({
          repository: dir,
          dryRun: false,
          commit: true,
          example: 'acme/web',
          name: app,
          packaging: 'kustomize',
          values: {},
        });
      await git(dir, 'switch', '--quiet', '--create', 'other');
      await add(right!);
      const theirs = await text(dir, 'gitops-gen.yaml');
      await git(dir, 'switch', '--quiet', 'main');
      await add(left!);
      await git(dir, 'merge', '--quiet', 'other').catch(() => undefined);
      const unmerged = (await git(dir, 'diff', '--name-only', '--diff-filter=U')).split('\n');
      expect(unmerged.filter((path) => path.startsWith('.gitops-gen/'))).toEqual([]);

      const ours = await git(dir, 'show', 'HEAD:gitops-gen.yaml');
      const entry = theirs.slice(theirs.indexOf(`  - name: ${right!}\n`));
      await git(dir, 'checkout', '--ours', '--', ...unmerged.filter((path) => path !== ''));
      await commitFiles(dir, { 'gitops-gen.yaml': `${ours.trimEnd()}\n${entry}` });

      expect(await update({ ...request, repository: dir })).toMatchObject({ conflicts: false });
      await commitFiles(dir, {});
      expect((await update({ ...request, repository: dir, strict: true })).changes).toEqual([]);
      for (const env of ['dev', 'prod']) {
        const list = await readFile(
          join(dir, `argocd/applications/${env}/kustomization.yaml`),
          'utf8',
        );
        for (const app of [left!, right!]) expect(list.split(`${app}.yaml`)).toHaveLength(2);
      }
      await rm(dir, { recursive: true });
    },
  );
});
