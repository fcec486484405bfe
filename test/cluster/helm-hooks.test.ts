import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { chartArguments } from '../support/helm.js';
import { chartRelease, type ChartRelease } from './chart-release.js';
import { startControlPlane, type ControlPlane } from './control-plane.js';

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await startControlPlane();
  return () => controlPlane.stop();
});

interface Job {
  readonly metadata: { readonly name: string };
  readonly status: { readonly succeeded?: number };
}

async function list(release: ChartRelease, kind: string): Promise<string[]> {
  const names = await release.kubectl('get', kind, '--output=jsonpath={.items[*].metadata.name}');
  return names.split(' ').filter((name) => name !== '');
}

/** Does the work of nodes and controllers: every Job that has not ended ends well. */
async function endJobs({ kubectl }: ChartRelease): Promise<string[]> {
  const { items } = JSON.parse(await kubectl('get', 'jobs', '--output=json')) as { items: Job[] };
  const waiting = items.filter(({ status }) => status.succeeded === undefined);
  const now = new Date().toISOString();
  const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({ type, status: 'True' }));
  const status = { startTime: now, completionTime: now, succeeded: 1, conditions };
  for (const { metadata } of waiting) {
    const patch = ['--subresource=status', '--type=merge', `--patch=${JSON.stringify({ status })}`];
    await kubectl('patch', 'job', metadata.name, ...patch);
  }
  return waiting.map(({ metadata }) => metadata.name);
}

/** Ends the Jobs of a release until Helm is done; for their names, in the order in which they were made. */
async function whileJobsEnd(release: ChartRelease, helm: Promise<string>): Promise<string[]> {
  const ended: string[] = [];
  const done = new AbortController();
  const finished = helm.finally(() => {
    done.abort();
  });
  const ending = (async () => {
    while (!done.signal.aborted) {
      ended.push(...(await endJobs(release)));
      await sleep(200);
    }
  })();
  await Promise.all([finished, ending]);
  return ended;
}

describe.each(['3', '4'])('where Jobs end, Helm %s', (major) => {
  test('runs the hooks around what it applies, and leaves what the README says', async () => {
    const release = await chartRelease(controlPlane, { major, env: 'dev', purpose: 'hooks' });
    const args = ['upgrade', '--install', 'todo', ...chartArguments(release), '--timeout=120s'];
    const hooks = ['todo-secret-bootstrap', 'todo-db-migrate'];

    expect(await whileJobsEnd(release, release.helm(...args))).toEqual(hooks);
    expect(await list(release, 'jobs')).toEqual(['todo-db-migrate']);
    expect(await list(release, 'roles')).toEqual([]);
    expect(await whileJobsEnd(release, release.helm(...args))).toEqual(hooks);

    await release.helm('uninstall', 'todo');
    expect(await list(release, 'deployments,statefulsets,services,configmaps')).toEqual([]);
    expect(await list(release, 'persistentvolumeclaims')).toEqual(['todo-db-backup']);
    expect(await list(release, 'jobs')).toEqual(['todo-db-migrate']);
  });
});
