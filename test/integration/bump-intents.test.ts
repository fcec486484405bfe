import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openGit } from '../../src/io/git/open-git.js';
import { formatIntent } from '../../src/workflows/format-intent.js';
import { startGitHttpServer } from '../support/git-http-server.js';
import { commitFiles, git } from '../support/repository.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';
import { cloned, overlay, overtaking, SHOP, tagsIn, TODO, type Clones } from './deployments.js';
import { bump } from './scaffold.js';

const BUMP = ['backend=v2', '--env', 'dev', '--app', 'todo', '--json'];
const INTENTS = 'refs/gitops-gen/intents/main/';

async function deployments(): Promise<Clones> {
  const clones = await cloned();
  await git(clones.bare, 'config', 'uploadpack.allowFilter', 'true');
  return clones;
}

/** Ids of the intents that stand at the remote, any branch's. */
async function intentsIn(bare: string): Promise<string[]> {
  const refs = await git(bare, 'for-each-ref', '--format=%(refname)', 'refs/gitops-gen');
  return refs.split('\n').filter((ref) => ref !== '');
}

interface Placed {
  readonly id?: string;
  readonly path?: string;
  readonly image?: string;
  readonly tag?: string;
  readonly options?: object;
  readonly branch?: string;
  readonly created?: number;
  readonly deadline?: number;
}

/** The text of somebody's intent; by default, to set an image of another app. */
function intentText({
  id = randomUUID(),
  path = SHOP,
  image = 'web',
  tag = 'v7',
  ...rest
}: Placed) {
  const { created = Date.now() - 1000, deadline = Date.now() + 60_000, branch = 'main' } = rest;
  const text = formatIntent({
    id,
    branch,
    targets: [
      { path, changes: [{ key: image, newName: 'keep', tag: { set: tag }, digest: 'remove' }] },
    ],
    options: rest.options ?? {},
    message: { skipCi: false },
    author: 'Somebody <somebody@example.com> 1700000000 +0000',
    created,
    deadline,
  });
  return { id, text: text! };
}

/** Puts a text where intents stand, as a job does that dies after that. */
async function place(bare: string, { id, text }: { id: string; text: string }): Promise<string> {
  const tree = await git(bare, 'hash-object', '-w', '-t', 'tree', '/dev/null');
  const commit = await git(bare, 'commit-tree', tree, '-m', text);
  await git(bare, 'update-ref', `${INTENTS}${id}`, commit);
  return id;
}

/** Bumps without a clone while somebody else is faster once. */
async function bumpOvertaken(clones: Clones, args: readonly string[] = BUMP, times = 1) {
  const change = (nth: number) => commitFiles(clones.theirs, { x: `${nth}` });
  return bump(await tempDir(), [...args, '--remote', await overtaking(clones, change, times)]);
}

describe('after a lost race', () => {
  test("the intents of others are landed along, in the order they were asked for, in others' names", async () => {
    const clones = await deployments();
    const second = await place(clones.bare, intentText({ tag: 'v8', created: Date.now() - 2000 }));
    const first = await place(
      clones.bare,
      intentText({ image: 'db', tag: 'v7', created: Date.now() - 3000 }),
    );

    const author = ['--author', 'Me <me@example.com>'];
    const { exitCode, result } = await bumpOvertaken(clones, [...BUMP, ...author]);

    expect(exitCode).toBe(0);
    const commit = await git(clones.bare, 'rev-parse', 'main');
    expect(result).toMatchObject({ status: 'changed', attempts: 2, commit });
    expect(await tagsIn(clones.bare, SHOP, 'main')).toBe('web:v8 db:v7');
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
    const format = '--format=%an|%ad|%cn|%(trailers:key=Bump-Id,valueonly,separator=)';
    const log = await git(clones.bare, 'log', '-3', '--reverse', '--date=raw', format, 'main');
    const [one, two, own] = log.split('\n');
    expect(one).toBe(`Somebody|1700000000 +0000|Test Committer|${first}`);
    expect(two).toBe(`Somebody|1700000000 +0000|Test Committer|${second}`);
    expect(own).toMatch(/^Me\|/);
    expect(await intentsIn(clones.bare)).toEqual([]);
    await git(clones.bare, 'fsck', '--strict');
  });

  test('the same image twice: who asked later is landed later', async () => {
    const clones = await deployments();
    const backend = { path: TODO, image: 'backend' };
    await place(clones.bare, intentText({ ...backend, tag: 'v0' }));
    await place(clones.bare, intentText({ ...backend, tag: 'v9', created: Date.now() + 50_000 }));
    expect((await bumpOvertaken(clones)).result).toMatchObject({ status: 'changed' });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v9 frontend:v1 db:v1');
    expect(await git(clones.bare, 'log', '--format=%s', '-3', 'main')).toBe(
      [
        `chore(${TODO}): bump backend v2 → v9`,
        'chore(dev): bump todo v0 → v2',
        `chore(${TODO}): bump backend v1 → v0`,
      ].join('\n'),
    );
  });

  test('the same image twice: an older order key never overwrites a newer one', async () => {
    const clones = await deployments();
    const options = { orderKey: 20n };
    const newer = { path: TODO, image: 'backend', tag: 'v9', options };
    await place(clones.bare, intentText({ ...newer, created: Date.now() - 3000 }));
    const { result } = await bumpOvertaken(clones, [...BUMP, '--order-key', '10']);
    expect(result).toMatchObject({ status: 'superseded', commit: null });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v9 frontend:v1 db:v1');
    expect(await intentsIn(clones.bare)).toEqual([]);
  });

  test.each([
    ['a guard refuses', { options: { expectCurrent: 'v3' } }],
    ['finds nothing', { image: 'nothing' }],
    ['has landed already', { tag: 'v1' }],
    ['names a file that is not there', { path: 'overlays/dev/nowhere/kustomization.yaml' }],
  ])('an intent that %s goes away without a commit', async (_, intent) => {
    const clones = await deployments();
    await place(clones.bare, intentText(intent));
    expect((await bumpOvertaken(clones)).result).toMatchObject({ status: 'changed' });
    expect(await tagsIn(clones.bare, SHOP, 'main')).toBe('web:v1 db:v1');
    expect(await git(clones.bare, 'rev-list', '--count', 'main')).toBe('3');
    expect(await intentsIn(clones.bare)).toEqual([]);
  });

  test('what is no intent for the branch stays, and has no effect', async () => {
    const clones = await deployments();
    const good = intentText({});
    const elsewhere = intentText({ branch: 'other' });
    const edited = (change: object) => {
      const id = randomUUID();
      return { id, text: JSON.stringify({ ...(JSON.parse(good.text) as object), id, ...change }) };
    };
    const bad = [
      elsewhere,
      edited({ v: 2 }),
      edited({ more: true }),
      edited({ author: 'A <a@example.com> 1 +0000\ncommitter B <b@example.com> 2 +0000' }),
      { id: randomUUID(), text: good.text },
      { id: randomUUID(), text: 'not JSON' },
    ];
    for (const one of bad) await place(clones.bare, one);
    expect((await bumpOvertaken(clones)).result).toMatchObject({ status: 'changed' });
    expect(await tagsIn(clones.bare, SHOP, 'main')).toBe('web:v1 db:v1');
    expect(await intentsIn(clones.bare)).toEqual(bad.map(({ id }) => `${INTENTS}${id}`).sort());
  });

  test('nobody waits for what is no intent', async () => {
    const requests: number[] = [];
    for (const id of ['0', randomUUID()]) {
      const clones = await deployments();
      const { text } = intentText({});
      if (id === '0') await place(clones.bare, { id, text });
      let pushes = 0;
      const { url, traffic } = await startGitHttpServer(clones.bare, {
        intercept: async ({ method, url: path }) => {
          if (method !== 'POST' || !path.endsWith('/git-receive-pack') || ++pushes > 1) {
            return undefined;
          }
          await commitFiles(clones.theirs, { x: '1' });
          await git(clones.theirs, 'push', '--quiet', 'origin', 'main');
          return undefined;
        },
      });
      await bump(await tempDir(), [...BUMP, '--remote', url]);
      requests.push(traffic.requests);
    }
    expect(requests[0]).toBe(requests[1]);
  });

  test('somebody else lands the own intent: changed, with that commit, and no second one', async () => {
    const clones = await deployments();
    const { bare, theirs } = clones;
    let landed = '';
    const { url } = await startGitHttpServer(bare, {
      intercept: async ({ method, url: path }) => {
        if (method !== 'POST') return undefined;
        const [ref] = await intentsIn(bare);
        if (path.endsWith('/git-receive-pack') && landed === '') {
          landed = await commitFiles(theirs, { x: '1' });
          await git(theirs, 'push', '--quiet', 'origin', 'main');
        } else if (ref !== undefined) {
          const id = ref.slice(INTENTS.length);
          await git(theirs, 'pull', '--quiet');
          const files = { [TODO]: overlay({ backend: 'v2', frontend: 'v1', db: 'v1' }) };
          landed = await commitFiles(theirs, files, { message: `For others\n\nBump-Id: ${id}` });
          await git(theirs, 'push', '--quiet', 'origin', 'main', `:${ref}`);
        }
        return undefined;
      },
    });
    const { exitCode, result } = await bump(await tempDir(), [...BUMP, '--remote', url]);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 1, commit: landed });
    expect(await git(bare, 'rev-list', '--count', 'main')).toBe('3');
  });

  test('somebody takes the own intent away: landed nevertheless, and not published again', async () => {
    const clones = await deployments();
    const seen = new Set<string>();
    let pushes = 0;
    const { url } = await startGitHttpServer(clones.bare, {
      intercept: async ({ method, url: path }) => {
        for (const ref of await intentsIn(clones.bare)) {
          seen.add(ref);
          await git(clones.bare, 'update-ref', '-d', ref);
        }
        if (method === 'POST' && path.endsWith('/git-receive-pack') && [1, 3].includes(++pushes)) {
          await commitFiles(clones.theirs, { x: `${pushes}` });
          await git(clones.theirs, 'push', '--quiet', 'origin', 'main');
        }
        return undefined;
      },
    });
    const { result } = await bump(await tempDir(), [...BUMP, '--remote', url]);
    expect(result).toMatchObject({ status: 'changed', attempts: 3 });
    expect(seen.size).toBe(1);
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
  });

  test('an own intent that fetches do not show yet is taken back', async () => {
    const { bare, theirs } = await deployments();
    let hidden = '';
    let pushes = 0;
    const { url } = await startGitHttpServer(bare, {
      intercept: async ({ method, url: path }) => {
        if (path.includes('git-upload-pack')) {
          const [ref] = await intentsIn(bare);
          if (ref === undefined) return undefined;
          hidden = `${ref} ${await git(bare, 'rev-parse', ref)}`;
          await git(bare, 'update-ref', '-d', ref);
          return undefined;
        }
        if (hidden !== '') await git(bare, 'update-ref', ...hidden.split(' '));
        hidden = '';
        if (method !== 'POST' || ++pushes > 1) return undefined;
        await commitFiles(theirs, { x: '1' });
        await git(theirs, 'push', '--quiet', 'origin', 'main');
        return undefined;
      },
    });
    const { result } = await bump(await tempDir(), [...BUMP, '--remote', url]);
    expect(result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(hidden).toBe('');
    expect(await intentsIn(bare)).toEqual([]);
  });

  test.each(['--no-combine', '--sign'])('with %s each goes alone', async (flag) => {
    const clones = await deployments();
    const id = await place(clones.bare, intentText({}));
    const { bare, theirs } = clones;
    const seen: string[][] = [];
    const change = async (nth: number) => {
      seen.push(await intentsIn(bare));
      await commitFiles(theirs, { x: `${nth}` });
    };
    const url = await overtaking(clones, change, 2);
    const args = [...BUMP, '--remote', url, flag];
    const done = await bump(await tempDir(), args, { env: await signing() });
    expect(done.result).toMatchObject({ status: 'changed', attempts: 3 });
    const isSigned = (await git(bare, 'cat-file', 'commit', 'main')).includes('\ngpgsig ');
    expect(isSigned).toBe(flag === '--sign');
    expect(seen).toEqual([[`${INTENTS}${id}`], [`${INTENTS}${id}`]]);
    expect(await intentsIn(bare)).toEqual(seen[0]);
    expect(await tagsIn(bare, SHOP, 'main')).toBe('web:v1 db:v1');
  });

  test('what others want, but the remote refuses, is left out', async () => {
    const clones = await deployments();
    const hook = `#!/bin/sh
while read old new ref; do
  case "$ref" in refs/heads/*) git log --format=%ae "$old..$new" | grep -q somebody@ && exit 1;; esac
done
exit 0
`;
    await writeFiles(clones.bare, { 'hooks/pre-receive': { content: hook, mode: '0755' } });
    const id = await place(clones.bare, intentText({}));
    const { exitCode, result } = await bumpOvertaken(clones);
    const commit = await git(clones.bare, 'rev-parse', 'main');
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 2, commit });
    expect(await git(clones.bare, 'rev-list', '--count', 'main')).toBe('3');
    expect(await intentsIn(clones.bare)).toEqual([`${INTENTS}${id}`]);
  });

  test('what others want in a file with uncommitted changes is left out', async () => {
    const clones = await deployments();
    const id = await place(clones.bare, intentText({}));
    const change = () => commitFiles(clones.theirs, { x: '1' });
    await git(clones.ours, 'remote', 'set-url', 'origin', await overtaking(clones, change));
    await writeFiles(clones.ours, { [SHOP]: 'mine\n' });
    const { exitCode, result } = await bump(clones.ours, [...BUMP, '--push']);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(await tagsIn(clones.bare, SHOP, 'main')).toBe('web:v1 db:v1');
    expect(await git(clones.ours, 'status', '--porcelain')).toBe(` M ${SHOP}`);
    expect(await intentsIn(clones.bare)).toEqual([`${INTENTS}${id}`]);
  });

  test('R10: at every attempt: exit 5, and the own intent is taken back', async () => {
    const clones = await deployments();
    const args = [...BUMP, '--max-attempts', '2'];
    const { exitCode, stdout } = await bumpOvertaken(clones, args, 99);
    expect([exitCode, stdout]).toEqual([5, expect.stringContaining('CONTENTION')]);
    expect(await intentsIn(clones.bare)).toEqual([]);
  });

  test('in a clone: its refs stay as they were', async () => {
    const clones = await deployments();
    const id = await place(clones.bare, intentText({}));
    const change = () => commitFiles(clones.theirs, { x: '1' });
    await git(clones.ours, 'remote', 'set-url', 'origin', await overtaking(clones, change));
    const refs = () => git(clones.ours, 'for-each-ref', '--format=%(refname)');
    const before = await refs();
    const { result } = await bump(clones.ours, [...BUMP, '--push']);
    const commit = await git(clones.bare, 'rev-parse', 'main');
    expect(result).toMatchObject({ status: 'changed', attempts: 2, commit });
    expect(await refs()).toBe(before);
    expect(await git(clones.ours, 'rev-parse', 'HEAD')).toBe(commit);
    expect(await git(clones.ours, 'status', '--porcelain')).toBe('');
    expect(await tagsIn(clones.ours, SHOP)).toBe('web:v7 db:v1');
    expect(await git(clones.bare, 'log', '--format=%b', '-2', 'main')).toContain(id);
  });
});

test('in a clone whose refs cannot be deleted: landed, and the clone follows', async () => {
  const { bare, ours } = await deployments();
  await place(bare, intentText({}));
  await writeFiles(ours, { '.git/packed-refs.lock': '' });
  const { exitCode, result } = await bump(ours, [...BUMP, '--push']);
  const commit = await git(bare, 'rev-parse', 'main');
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({ status: 'changed', commit, warnings: [] });
  expect(await git(ours, 'rev-parse', 'HEAD')).toBe(commit);
});

/** Settings of git with a program in place of GnuPG. What git wants of it: git-config(1), gpg.program. */
async function signing(): Promise<Record<string, string>> {
  const content = `#!/bin/sh
cat > /dev/null
printf '[GNUPG:] BEGIN_SIGNING\\n[GNUPG:] SIG_CREATED D\\n' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nsigned\\n-----END PGP SIGNATURE-----\\n'
`;
  const dir = await tempDir();
  await writeFiles(dir, { gpg: { content, mode: '0755' } });
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'gpg.program',
    GIT_CONFIG_VALUE_0: `${dir}/gpg`,
  };
}

describe('without a lost race', () => {
  test('only what is over its deadline is taken away, and no commit made of it', async () => {
    const { bare } = await deployments();
    const over = { created: 1000, deadline: 2000 };
    await place(bare, intentText(over));
    const waiting = await place(bare, intentText({}));
    const { url } = await startGitHttpServer(bare);
    const { result } = await bump(await tempDir(), [...BUMP, '--remote', url]);
    expect(result).toMatchObject({ status: 'changed', attempts: 1 });
    expect(await intentsIn(bare)).toEqual([`${INTENTS}${waiting}`]);
    expect(await tagsIn(bare, SHOP, 'main')).toBe('web:v1 db:v1');
  });
});

describe('with more than one push can take', () => {
  test('it takes some, and the others wait', async () => {
    const clones = await deployments();
    await placeMany(clones.bare, 130);
    expect((await bumpOvertaken(clones)).result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(await intentsIn(clones.bare)).toHaveLength(30);
    // Those who asked first.
    expect(await tagsIn(clones.bare, SHOP, 'main')).toBe('web:v100 db:v1');
  });

  test.each(['main^{tree}', 'main:README.md', 'main'])('%s is no intent', async (object) => {
    const clones = await deployments();
    const ref = `${INTENTS}${randomUUID()}`;
    await git(clones.bare, 'update-ref', ref, await git(clones.bare, 'rev-parse', object));
    const args = [...BUMP, '--timeout', '20'];
    const { exitCode, result } = await bumpOvertaken(clones, args);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(await intentsIn(clones.bare)).toEqual([ref]);
  });

  test('a text that is too long is not read', async () => {
    const clones = await deployments();
    const { id, text } = intentText({});
    await place(clones.bare, { id, text: ' '.repeat(70_000) + text });
    expect((await bumpOvertaken(clones)).result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(await intentsIn(clones.bare)).toEqual([`${INTENTS}${id}`]);
  });
});

/** Intents to set one image to v1, v2 …, each asked for after the other. */
async function placeMany(bare: string, count: number): Promise<void> {
  const first = Date.now() - 1000;
  const commits = Array.from({ length: count }, (_, index) => {
    const { id, text } = intentText({ tag: `v${index + 1}`, created: first + index });
    const by = 'committer A <a@example.com> 1 +0000';
    return `commit ${INTENTS}${id}\n${by}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  });
  await openGit(bare)(['fast-import', '--quiet'], commits.join(''));
}

describe('R12: the remote', () => {
  const refusing = `#!/bin/sh
case "$1" in refs/gitops-gen/*) echo 'no refs like this here' >&2; exit 1;; esac
`;
  test.each([
    ['refuses intents', { 'hooks/update': { content: refusing, mode: '0755' as const } }, {}],
    ['hides intents', {}, { 'receive.hideRefs': 'refs/gitops-gen' }],
    ['changes one ref at a time', {}, { 'receive.advertiseAtomic': 'false' }],
  ])('%s: landed alone', async (_, files, config) => {
    const clones = await deployments();
    await place(clones.bare, intentText({ created: 1000, deadline: 2000 }));
    await writeFiles(clones.bare, files);
    for (const [key, value] of Object.entries(config)) await git(clones.bare, 'config', key, value);
    const { exitCode, result } = await bumpOvertaken(clones, BUMP, 2);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed' });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
  });
});

describe('R12: a remote that changes one ref at a time', () => {
  test('nothing of others is landed, which would stay and be landed again', async () => {
    const clones = await deployments();
    await git(clones.bare, 'config', 'receive.advertiseAtomic', 'false');
    const id = await place(clones.bare, intentText({}));
    expect((await bumpOvertaken(clones)).result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(await tagsIn(clones.bare, SHOP, 'main')).toBe('web:v1 db:v1');
    expect(await intentsIn(clones.bare)).toEqual([`${INTENTS}${id}`]);
  });

  test('the own intent is taken back, also after a second race', async () => {
    const { bare, theirs } = await deployments();
    await git(bare, 'config', 'receive.advertiseAtomic', 'false');
    let pushes = 0;
    const { url } = await startGitHttpServer(bare, {
      intercept: async ({ method, url: path }) => {
        if (method !== 'POST' || !path.endsWith('/git-receive-pack')) return undefined;
        // The second one publishes the intent.
        if (![1, 3].includes(++pushes)) return undefined;
        await commitFiles(theirs, { x: `${pushes}` });
        await git(theirs, 'push', '--quiet', 'origin', 'main');
        return undefined;
      },
    });
    const { result } = await bump(await tempDir(), [...BUMP, '--remote', url]);
    expect(result).toMatchObject({ status: 'changed', attempts: 3 });
    expect(await intentsIn(bare)).toEqual([]);
  });
});
