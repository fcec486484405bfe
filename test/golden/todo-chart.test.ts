import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSchemas } from '../../src/io/read-schemas.js';
import { containersOf, podsOf } from '../../src/manifests/pods.js';
import { createSchemaChecker, type Manifest } from '../../src/manifests/schema-checker.js';
import { chartArguments, helm, helmTemplate, parseHelmObjects } from '../support/helm.js';
import { ENVIRONMENTS, scaffoldExample, untidyFiles } from '../support/scaffold-example.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';

const SECRETS = ['generated', 'external-secrets', 'sealed-secrets', 'existing'] as const;
const CHART = 'charts/todo';
const { check } = createSchemaChecker((await readSchemas('1.34')).bundles);

/** Puts the app as a chart on disk, and says where. */
async function chartIn(secrets: string): Promise<string> {
  const dir = await tempDir();
  const values = { monitoring: true };
  const { files } = await scaffoldExample('todo-app', { packaging: 'helm', secrets, values });
  await writeFiles(dir, files);
  return dir;
}

const helms = () => tools().helms.map(({ path }) => path);

describe.each(SECRETS)('the chart with secrets %s', (secrets) => {
  let dir = '';
  beforeAll(async () => {
    dir = await chartIn(secrets);
  });

  test.each(ENVIRONMENTS)('manifests/H-03, H-04: is right for %s', async (env) => {
    const place = { dir, app: 'todo', env };
    for (const path of helms()) {
      const { stdout } = await helm(path, dir, ['lint', '--strict', ...chartArguments(place)]);
      expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
    }
    const objects = parseHelmObjects(await helmTemplate(place));
    const problems = objects.flatMap((object) => check(object as Manifest));
    expect(problems.map(({ object, path, message }) => [object, path, message])).toEqual([]);
    expect(objects.map(({ metadata }) => metadata?.namespace)).toEqual(
      objects.map(() => `todo-${env}`),
    );
  });

  test('needs no values but its own', async () => {
    for (const path of helms()) {
      const { stdout } = await helm(path, dir, ['lint', '--strict', CHART]);
      expect(stdout).toContain('0 chart(s) failed');
    }
  });

  test('manifests/B-30: holds no password', async () => {
    const objects = parseHelmObjects(await helmTemplate({ dir, app: 'todo', env: 'prod' }));
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

describe('the chart', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await chartIn('generated');
  });
  const templateWith = (path: string, sets: readonly string[]) => {
    const args = ['template', 'todo', ...chartArguments({ dir, app: 'todo', env: 'prod' })];
    return helm(path, dir, [...args, ...sets.flatMap((set) => ['--set', set])]);
  };
  const render = (env: string, more: readonly string[]) =>
    helmTemplate({ dir, app: 'todo', env }, more);

  test('manifests/H-01: has the tree of a chart that is published', async () => {
    const files = await readdir(join(dir, CHART), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(dir, CHART).length + 1));
    expect(paths.sort()).toMatchSnapshot();
  });

  test.each(ENVIRONMENTS)('manifests/H-05: gives no variable twice in %s', async (env) => {
    const command = ['--set', 'migration.command={flask,db,upgrade}'];
    for (const more of [[], command]) {
      const containers = podsOf(parseHelmObjects(await render(env, more))).flatMap(containersOf);
      const variables = containers.map((one) => (one.env ?? []).map(({ name }) => name));
      expect(variables.flat()).not.toEqual([]);
      expect(variables).toEqual(variables.map((names) => [...new Set(names)]));
    }
  });

  test('manifests/H-09: its lock is one that Helm accepts', async () => {
    for (const path of helms()) {
      const copy = await chartIn('generated');
      await helm(path, copy, ['dependency', 'build', CHART]);
      const place = { dir: copy, app: 'todo', env: 'prod' };
      expect(await helmTemplate(place)).toBe(await render('prod', []));
    }
  });

  test('is packaged, and the package renders the same', async () => {
    for (const path of helms()) {
      const out = await tempDir();
      await helm(path, dir, ['package', CHART, '--destination', out]);
      const args = ['--namespace', 'todo-prod', '--kube-version', '1.34.0'];
      const values = ['--values', 'overlays/prod/todo/values.yaml'];
      const packaged = ['template', 'todo', join(out, 'todo-0.1.0.tgz'), ...values, ...args];
      expect((await helm(path, dir, packaged)).stdout).toBe(await render('prod', []));
    }
  });

  test('manifests/H-07: another image of the backend changes its Deployment and nothing else', async () => {
    const before = parseHelmObjects(await render('prod', []));
    const after = parseHelmObjects(await render('prod', ['--set', 'backend.image.tag=1a2b3c4']));
    const changed = after.filter(
      (object, index) => JSON.stringify(object) !== JSON.stringify(before[index]),
    );
    expect(changed.map(({ kind, metadata }) => [kind, metadata?.name])).toEqual([
      ['Deployment', 'todo-backend'],
    ]);
    expect(JSON.stringify(changed)).toContain('"image":"ghcr.io/stefanprodan/podinfo:1a2b3c4"');
  });

  test('manifests/H-06: a digest goes before a tag', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const rendered = await render('prod', ['--set', `backend.image.digest=${digest}`]);
    expect(rendered).toContain(`image: ghcr.io/stefanprodan/podinfo@${digest}\n`);
  });

  test('manifests/H-08: another configuration restarts the pods that read it, and no others', async () => {
    const checksums = (rendered: string) => [...rendered.matchAll(/checksum\/config: (\w+)/g)];
    const before = checksums(await render('prod', []));
    const after = checksums(await render('prod', ['--set', 'backend.logLevel=debug']));
    expect(before).toHaveLength(3);
    expect(after.filter(([line], index) => line !== before[index]?.[0])).toHaveLength(1);
  });

  test('manifests/H-10: renders the same each time, with nothing asked of a cluster', async () => {
    expect(await render('prod', [])).toBe(await render('prod', []));
    expect(await render('prod', [])).not.toMatch(/kind: Secret\n/);
  });

  test('manifests/H-11: makes a claim of its own where the StatefulSet does not', async () => {
    const objects = parseHelmObjects(
      await render('prod', ['--set', 'postgres.storage.template=false']),
    );
    const claim = objects.find(
      ({ kind, metadata }) =>
        kind === 'PersistentVolumeClaim' && metadata?.name === 'todo-postgres',
    );
    expect(claim?.metadata?.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
    expect(claim?.spec).toMatchObject({ resources: { requests: { storage: '100Gi' } } });
    const server = objects.find(({ kind }) => kind === 'StatefulSet');
    expect(server?.spec).not.toHaveProperty('volumeClaimTemplates');
    expect(JSON.stringify(server)).toContain('"claimName":"todo-postgres"');
  });

  test('is called after its release, also where nginx looks for the backend', async () => {
    const [path = ''] = helms();
    const named = async (release: string) =>
      (await helm(path, dir, ['template', release, CHART])).stdout;
    expect(await named('my-todo-release')).toContain(
      'proxy_pass http://my-todo-release-backend:8080',
    );
    expect(await named('staging')).toContain('proxy_pass http://staging-todo-backend:8080');
  });

  test('seals what kubeseal printed', async () => {
    const sealed = await chartIn('sealed-secrets');
    const place = { dir: sealed, app: 'todo', env: 'prod' };
    const objects = parseHelmObjects(
      await helmTemplate(place, ['--set', 'credentials.sealedPassword=AgBy3i4OJSWK']),
    );
    const secret = objects.find(({ kind }) => kind === 'SealedSecret');
    expect(check(secret as Manifest)).toEqual([]);
    expect(secret?.spec).toMatchObject({
      encryptedData: { password: 'AgBy3i4OJSWK' },
      template: { metadata: { name: 'todo-postgres-credentials', namespace: 'todo-prod' } },
    });
  });

  test.each([
    ['backend.image.tga=v1', /tga/],
    ['backend.replicas=0', /\/?backend[./]replicas/],
    ['backend.logLevel=loud', /\/?backend[./]logLevel/],
    ['backend.image.digest=sha256:abc', /\/?backend[./]image[./]digest/],
    ['postgres.storage.size=ten', /\/?postgres[./]storage[./]size/],
    ['credentials.from=vault', /\/?credentials[./]from/],
    ['exposure=loadbalancer', /\/?exposure/],
    ['imagePullSecrets={ghcr}', /\/?imagePullSecrets[./]0/],
    ['networkPolicy.ingressNamespaces=null', /ingressNamespaces/],
    ['ingres.className=nginx', /ingres/],
  ])('refuses --set %s by the schema, and says where', async (set, where) => {
    for (const path of helms()) {
      const refusal = templateWith(path, [set]);
      await expect(refusal).rejects.toThrow(/values don't meet the specifications of the schema/);
      await expect(refusal).rejects.toThrow(where);
    }
  });

  test.each([
    ['host=', 'host is empty: exposure ingress needs one'],
    ['backend.image.tag=', 'backend.image has neither a tag nor a digest'],
    ['kubectl.image.tag=latest', 'kubectl.image.tag is latest, which is another image every day'],
    ['backend.replicas=1', 'backend.replicas has to be 2 or more with autoscaling'],
    ['frontend.autoscaling.maxReplicas=2', 'maxReplicas is less than frontend.replicas'],
    ['backend.config.DB_HOST=elsewhere', 'backend.config.DB_HOST is set by the chart itself'],
    ['postgres.database=postgres', 'postgres.database is postgres, which PostgreSQL has already'],
    ['credentials.existingSecret=mine', 'existingSecret needs credentials.from existing'],
  ])('refuses --set %s, which does not go with the rest, and says why', async (set, why) => {
    for (const path of helms()) await expect(templateWith(path, [set])).rejects.toThrow(why);
  });

  test('says all at once what does not go together', async () => {
    const refusal = templateWith(helms()[0]!, ['host=', 'backend.replicas=1']);
    await expect(refusal).rejects.toThrow(
      'these values do not go together:\n- host is empty: exposure ingress needs one\n- backend.replicas',
    );
  });

  test('puts all pods on the nodes that values name, with the credentials of a registry', async () => {
    const values = [
      ...['--set', 'imagePullSecrets[0].name=ghcr', '--set', 'nodeSelector.pool=apps'],
      ...['--set-json', 'tolerations=[{"key":"apps","operator":"Exists"}]'],
    ];
    const pods = podsOf(parseHelmObjects(await render('prod', values)));
    expect(pods.map(({ owner }) => owner.kind)).toContain('Job');
    for (const { spec } of pods) {
      expect(spec).toMatchObject({
        imagePullSecrets: [{ name: 'ghcr' }],
        nodeSelector: { pool: 'apps' },
        tolerations: [{ key: 'apps', operator: 'Exists' }],
      });
    }
  });

  test.each(SECRETS)(
    'leaves no blank at a line end and no empty lines, with secrets %s',
    async (secrets) => {
      const { files } = await scaffoldExample('todo-app', { packaging: 'helm', secrets });
      expect(untidyFiles(files)).toEqual([]);
    },
  );
});
