import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { parseModel } from '../../../src/model-file/parse-model.js';

const HEAD = `apiVersion: gitops-gen.dev/v1
repository: { url: https://git.example.com/acme/deploy.git }
argocd: { project: acme }
`;
const ENVIRONMENTS = `environments:
  - name: dev
  - name: prod
`;
const APPS = `apps:
  - name: todo
    example: todo-app
`;
const VALID = HEAD + ENVIRONMENTS + APPS;

/** `line:column: message` of what is wrong. */
function problem(text: string): string {
  try {
    parseModel(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { path, line, column } = error.place ?? {};
    expect(path).toBe('gitops-gen.yaml');
    return `${line ?? '-'}:${column ?? '-'}: ${error.message}`;
  }
  return 'none';
}

describe('parseModel', () => {
  test('fills in the defaults', () => {
    expect(parseModel(VALID).value).toMatchObject({
      repository: { branch: 'main' },
      argocd: { namespace: 'argocd', mode: 'applications' },
      secrets: 'generated',
      ci: 'none',
      apps: [{ packaging: 'kustomize', images: {}, values: {}, environments: {} }],
    });
  });

  test.each([
    [
      'an unknown key',
      VALID + 'promotoin: [dev]\n',
      '10:1: promotoin: unknown key, did you mean "promotion"?',
    ],
    [
      'an unknown key in a list',
      HEAD + 'environments:\n  - name: dev\n    autosync: true\n',
      '6:5: environments[0].autosync: unknown key, did you mean "autoSync"?',
    ],
    [
      'an unknown key that is near to none',
      VALID + '    zebra: 1\n',
      '10:5: apps[0].zebra: unknown key',
    ],
    [
      'an unknown key in an app’s environment',
      VALID + '    environments: { prod: { value: {} } }\n',
      '10:29: apps[0].environments.prod.value: unknown key, did you mean "values"?',
    ],
    [
      'an unknown key in one of two forms',
      VALID + 'promotion: { order: [dev], sok: 1h }\n',
      '10:28: promotion.sok: unknown key, did you mean "soak"?',
    ],
    [
      'a wrong type',
      HEAD + 'environments: dev\n',
      '4:1: environments: expected array, received string',
    ],
    [
      'a wrong choice',
      VALID + 'secrets: vault\n',
      '10:1: secrets: expected "generated" or "external-secrets" or "sealed-secrets" or "existing"',
    ],
    ['no environments', HEAD + 'environments: []\n', /^4:1: environments: Too small/],
    [
      'a newer version',
      VALID.replace('/v1', '/v2'),
      '1:1: apiVersion: expected "gitops-gen.dev/v1"',
    ],
    ['a missing key', HEAD, '1:1: environments: expected array, received undefined'],
    [
      'two environments of one name',
      HEAD + 'environments: [{ name: dev }, { name: dev }]\n',
      '4:33: environments[1].name: "dev" stands twice',
    ],
    [
      'two apps of one name',
      VALID + '  - name: todo\n    example: todo-app\n',
      '10:5: apps[1].name: "todo" stands twice',
    ],
    [
      'a promotion to nowhere',
      VALID + 'promotion:\n  - dev\n  - prd\n',
      '12:5: promotion[1]: there is no environment "prd", did you mean "prod"?',
    ],
    [
      'a promotion to nowhere, in its long form',
      VALID + 'promotion: { order: [dev, staging] }\n',
      '10:27: promotion.order[1]: there is no environment "staging"',
    ],
    [
      'values for an environment that is not there',
      VALID + '    environments: { prdo: {} }\n',
      '10:21: apps[0].environments.prdo: there is no environment "prdo", did you mean "prod"?',
    ],
    [
      'a catalog outside of the repository',
      VALID + 'catalogs: [{ name: acme, path: ../acme }]\n',
      '10:26: catalogs[0].path: the path has the part ".."',
    ],
    [
      'S-04: clusters by server and by name in one ApplicationSet',
      VALID.replace('acme }', 'acme, mode: applicationset }').replace(
        '- name: prod',
        '- name: prod\n    destinations: [{ server: https://kubernetes.default.svc }, { name: eu }]',
      ),
      '7:64: environments[1].destinations[1]: an ApplicationSet needs all its clusters by server or all by name: the one that Argo CD runs in has the name in-cluster',
    ],
    ['two documents', VALID + '---\na: 1\n', '-:-: expected exactly one YAML document'],
    ['no document', '# nothing\n', '-:-: expected exactly one YAML document'],
    ['no YAML', HEAD + 'environments: [\n', /^5:1: cannot read YAML: /],
    [
      'a key that stands twice',
      VALID + 'ci: none\nci: github\n',
      /^11:1: cannot read YAML: Map keys must be unique/,
    ],
    [
      'an app name that Kubernetes refuses',
      VALID.replace('todo\n', 'Todo\n'),
      /^8:5: apps\[0\]\.name: an app name is made of/,
    ],
    [
      'a branch that git refuses',
      VALID.replace('.git }', '.git, branch: a..b }'),
      /^2:61: repository\.branch: /,
    ],
    [
      'a branch that looks like an option',
      VALID.replace('.git }', '.git, branch: --all }'),
      /^2:61: repository\.branch: /,
    ],
  ])('refuses %s', (_, text, expected) => {
    if (typeof expected === 'string') expect(problem(text)).toBe(expected);
    else expect(problem(text)).toMatch(expected);
  });

  test('refuses aliases that would grow without bound', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghi'.split('').map((name, index) => {
        const before = 'abcdefgh'[index]!;
        return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    expect(problem(bomb)).toMatch(/^1:1: cannot read YAML: /);
  });
});

describe('names that two deployments would share (argocd/T4)', () => {
  const apps = (...names: string[]) =>
    `apps:\n${names.map((name) => `  - { name: ${name}, example: todo-app }\n`).join('')}`;

  test.each([
    [
      'Applications',
      HEAD + 'environments: [{ name: b-c }, { name: c }]\n' + apps('a', 'a-b'),
      '7:7: apps[1].name: "a-b-c" would belong to a in b-c and to a-b in c: rename one of them',
    ],
    [
      'an Application and the root',
      HEAD + 'environments: [{ name: root }]\n' + apps('acme'),
      '6:7: apps[0].name: "acme-root" would belong to the root of Argo CD and to acme in root: rename one of them',
    ],
    [
      'namespaces of one app',
      HEAD +
        'environments: [{ name: dev, namespace: "{app}" }, { name: prod, namespace: "{app}" }]\n' +
        apps('a'),
      '6:7: apps[0].name: "a" would belong to a in dev and to a in prod: rename one of them',
    ],
    [
      'Applications of several clusters',
      HEAD +
        'environments:\n  - { name: dev, destinations: [{ name: eu }, { name: us }] }\n  - { name: eu }\n' +
        apps('a', 'a-dev'),
      '9:7: apps[1].name: "a-dev-eu" would belong to a in dev and to a-dev in eu: rename one of them',
    ],
    [
      'Applications of one cluster that is named twice',
      HEAD +
        'environments: [{ name: dev, destinations: [{ server: "https://10.0.0.1:1" }, { server: "https://10.0.0.1:2" }] }]\n' +
        apps('a'),
      '6:7: apps[0].name: "a-dev-10-0-0-1" would belong to a in dev and to a in dev: rename one of them',
    ],
    [
      'a namespace that is too long',
      HEAD + `environments: [{ name: dev, namespace: "${'n'.repeat(60)}-{app}" }]\n` + apps('todo'),
      `6:7: apps[0].name: "${'n'.repeat(60)}-todo" is longer than 63 characters`,
    ],
    [
      'an Application whose name is too long (argocd/A3)',
      HEAD +
        `environments: [{ name: dev, destinations: [{ name: eu }, { name: ${'n'.repeat(60)} }] }]\n` +
        apps('todo'),
      `6:7: apps[0].name: "todo-dev-${'n'.repeat(60)}" is longer than 63 characters`,
    ],
    [
      'overlays of a cluster and of an environment',
      HEAD +
        'environments:\n  - { name: prod, destinations: [{ name: eu, overlay: true }] }\n  - { name: prod-eu }\n' +
        apps('a'),
      '5:34: environments[0].destinations[0]: overlays/prod-eu would belong to two: rename one of them',
    ],
  ])('refuses %s', (_, text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  test.each([
    [
      'that a set would have to choose (argocd/S2)',
      HEAD.replace('project: acme', 'project: acme, mode: applicationset, projects: team') +
        ENVIRONMENTS,
      /^3:\d+: argocd\.projects: an ApplicationSet has one project/,
    ],
    [
      'that the root has',
      HEAD.replace('project: acme', 'project: acme, projects: team') +
        ENVIRONMENTS +
        'team: root\n',
      /: team: "acme-root" is the project of the root/,
    ],
    [
      'that the root has, by an app',
      HEAD.replace('project: acme', 'project: acme, projects: team') +
        ENVIRONMENTS +
        'apps: [{ name: a, example: todo-app, team: root }]\n',
      /: apps\[0\]\.team: "acme-root" is the project of the root/,
    ],
  ])('refuses a project of a team %s', (_, text, expected) => {
    expect(problem(text)).toMatch(expected);
  });

  test('takes an app whose name is the beginning of another’s', () => {
    expect(problem(HEAD + ENVIRONMENTS + apps('a', 'a-dev'))).toBe('none');
  });
});

describe('the platform', () => {
  const withPlatform = (platform: string, apps = APPS) =>
    `${HEAD}${ENVIRONMENTS}platform: ${platform}\n${apps}`;
  const unmanaged = (name: string) => `unmanaged: [{ name: ${name}, overlays: { dev: a } }]\n`;

  test('allows PriorityClasses unless it says otherwise', () => {
    expect(parseModel(withPlatform('{}')).value.platform).toEqual({ kinds: ['PriorityClass'] });
    expect(problem(withPlatform('{ kinds: [ClusterIssuer, ClusterPolicy.kyverno.io] }'))).toBe(
      'none',
    );
  });

  test.each([
    [
      'a kind that is not known',
      withPlatform('{ kinds: [Wombat] }'),
      '7:21: platform.kinds[0]: Wombat is not known without its group: write Wombat.GROUP',
    ],
    [
      'a slip',
      withPlatform('{ kinds: [PriortyClass] }'),
      '7:21: platform.kinds[0]: PriortyClass is not known without its group: write PriortyClass.GROUP, did you mean "PriorityClass"?',
    ],
    [
      'a kind that stands twice',
      withPlatform('{ kinds: [PriorityClass, PriorityClass.scheduling.k8s.io] }'),
      '7:36: platform.kinds[1]: PriorityClass stands twice',
    ],
    [
      'any kind',
      withPlatform('{ kinds: ["*"] }'),
      '7:21: platform.kinds[0]: a kind is like PriorityClass, or with its group like ClusterPolicy.kyverno.io',
    ],
    [
      'no kind',
      withPlatform('{ kinds: [] }'),
      '7:13: platform.kinds: name a kind, or leave the key out',
    ],
    [
      'an app of that name',
      withPlatform('{}', APPS.replace('todo\n', 'platform\n')),
      '9:5: apps[0].name: "platform" belongs to the platform: rename the app',
    ],
    [
      'an app with an Application of that name (argocd/T4)',
      withPlatform('{}', 'apps: [{ name: platform-prod, example: todo-app }]\n').replace(
        '  - name: dev\n  - name: prod\n',
        '  - { name: prod, destinations: [{ name: eu }, { name: us }] }\n  - name: eu\n',
      ),
      '8:10: apps[0].name: "platform-prod-eu" belongs to the platform: rename the app',
    ],
    [
      'an unmanaged app of that name',
      withPlatform('{}', APPS + unmanaged('platform')),
      '11:15: unmanaged[0].name: "platform" belongs to the platform: rename the app',
    ],
    [
      'to be all that is made',
      withPlatform('{}', unmanaged('legacy')),
      '7:1: platform: around apps that are all unmanaged nothing is made: add an app, or keep the platform by hand',
    ],
    [
      'a project that a team has',
      withPlatform('{}', `${APPS}    team: platform\n`).replace(
        'project: acme',
        'project: acme, projects: team',
      ),
      '11:5: apps[0].team: "acme-platform" is the project of the platform: call the team differently',
    ],
    [
      'a project that everybody has',
      withPlatform('{}', 'team: platform\n').replace(
        'project: acme',
        'project: acme, projects: team',
      ),
      '8:1: team: "acme-platform" is the project of the platform: call the team differently',
    ],
    [
      'a project that a team had',
      withPlatform('{}').replace(
        'project: acme',
        'project: acme, projects: team, retired: [{ app: a, env: dev, namespace: a, name: eu, team: platform }]',
      ),
      /argocd\.retired\[0\]\.team: "acme-platform" is the project of the platform/,
    ],
    [
      'the name of an Application that the cluster may still have',
      withPlatform('{}').replace(
        'project: acme',
        'project: acme, retired: [{ app: platform, env: prod, namespace: a, name: eu }]',
      ),
      /argocd\.retired\[0\]\.app: "platform-prod" may still be in the cluster: forget it/,
    ],
    [
      'a name that is too long (argocd/A3)',
      withPlatform('{}')
        .replace(
          '- name: prod',
          `- { name: prod, destinations: [{ name: eu }, { name: ${'n'.repeat(55)} }] }`,
        )
        .replace(APPS, ''),
      `7:1: platform: "platform-prod-${'n'.repeat(55)}" is longer than 63 characters`,
    ],
    [
      'one Application for two clusters',
      withPlatform('{}')
        .replace(
          '- name: prod',
          '- { name: prod, destinations: [{ server: "https://10.0.0.1:1" }, { server: "https://10.0.0.1:2" }] }',
        )
        .replace(APPS, ''),
      '7:1: platform: "platform-prod-10-0-0-1" would be the platform of two clusters',
    ],
  ])('refuses %s', (_, text, expected) => {
    if (typeof expected === 'string') expect(problem(text)).toBe(expected);
    else expect(problem(text)).toMatch(expected);
  });
});

describe('the repository’s URL (argocd/A12)', () => {
  const withUrl = (url: string) => VALID.replace('https://git.example.com/acme/deploy.git', url);

  test.each([
    'https://github.com/acme/deploy.git',
    'ssh://git@git.example.com:2222/acme/deploy.git',
    'git@github.com:acme/deploy.git',
    'file:///srv/git/deploy.git',
  ])('may be %s', (url) => {
    expect(parseModel(withUrl(url)).value.repository.url).toBe(url);
  });

  test.each([
    'https://token-s3cret@github.com/acme/deploy.git',
    'https://user:token-s3cret@github.com/acme/deploy.git',
    'https://user:token-s3cret@x@github.com/acme/deploy.git',
    'ssh://git:token-s3cret@git.example.com/acme/deploy.git',
  ])('may hold no credentials, and no error shows them: %s', (url) => {
    expect(problem(withUrl(url))).toBe(
      '2:15: repository.url: the URL holds a user name or password; give Argo CD the credentials instead',
    );
  });

  test.each(['deploy', '../deploy.git', '-oProxyCommand=x', 'ext::sh -c x'])(
    'is never %s',
    (url) => {
      expect(problem(withUrl(JSON.stringify(url)))).toMatch(
        /^2:15: repository\.url: a repository is /,
      );
    },
  );
});
