import fc from 'fast-check';
import { stringify, parse } from 'yaml';
import type { TextFile } from '../../src/model/file-tree.js';
import {
  DEPLOYMENT,
  NOTES,
  overlay,
  SERVICE,
  SETTINGS,
  TEMPLATES,
} from '../integration/update/shop.js';

type Texts = Record<string, string | undefined>;
type Change = (files: Texts) => void;

/** Puts one text in place of another; where it is gone, an earlier change took it away. */
const swap =
  (path: string, from: string, to: string): Change =>
  (files) => {
    const text = files[path];
    if (text !== undefined) files[path] = text.replace(from, to);
  };
const both =
  (...changes: readonly Change[]): Change =>
  (files) => {
    for (const change of changes) change(files);
  };
const drop =
  (path: string): Change =>
  (files) => {
    files[path] = undefined;
  };

const [deployment, service, settings, base, perEnvironment] = [
  'base/deployment.yaml.hbs',
  'base/service.yaml.hbs',
  'base/settings.yaml.hbs',
  'base/kustomization.yaml.hbs',
  'overlay/kustomization.yaml.hbs',
] as const;

/** What later versions of the example do, by name. */
export const TEMPLATE_CHANGES: Readonly<Record<string, Change>> = {
  memory: swap(deployment, 'memory: 64Mi', 'memory: 128Mi'),
  cpuLimit: swap(
    deployment,
    '            requests:',
    '            limits:\n              cpu: "1"\n            requests:',
  ),
  arguments: swap(deployment, 'args: [serve]', 'args: [serve, --fast]'),
  variable: swap(
    deployment,
    '          ports:',
    '          env:\n            - name: COLOUR\n              value: blue\n          ports:',
  ),
  label: swap(
    deployment,
    'name: {{app.name}}\nspec:',
    'name: {{app.name}}\n  labels:\n    tier: web\nspec:',
  ),
  comment: swap(deployment, '      containers:', '      # One is enough.\n      containers:'),
  quotes: swap(deployment, 'cpu: 100m', 'cpu: "100m"'),
  port: swap(
    service,
    'targetPort: http',
    'targetPort: http\n    - name: metrics\n      port: 9090\n      targetPort: http',
  ),
  setting: swap(settings, 'data:\n', 'data:\n  COLOUR: blue\n'),
  noSettings: both(swap(base, '  - settings.yaml\n', ''), drop(settings)),
  account: both(
    swap(base, '  - service.yaml\n', '  - service.yaml\n  - account.yaml\n'),
    (files) => {
      files['base/account.yaml.hbs'] =
        'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{app.name}}\n';
    },
  ),
  rename: both(
    swap(base, 'service.yaml', 'web-service.yaml'),
    swap(
      'example.yaml',
      'renames: {}',
      "renames: { 'base/{{app.name}}/service.yaml': 'base/{{app.name}}/web-service.yaml' }",
    ),
    (files) => {
      files['base/web-service.yaml.hbs'] = files[service];
      files[service] = undefined;
    },
  ),
  default: swap('example.yaml', 'default: 1\n', 'default: 2\n'),
  annotation: swap(perEnvironment, 'replicas:', 'commonAnnotations:\n  team: web\nreplicas:'),
  standIn: swap(perEnvironment, '{{images.web.tag}}', '1.1.0'),
};

/** The templates of a version with some of the changes. */
export function templatesWith(names: readonly string[]): Texts {
  const files: Texts = { ...TEMPLATES };
  for (const name of names) TEMPLATE_CHANGES[name]?.(files);
  return files;
}

const inOverlay = (env: string, from: string, to: string) => swap(overlay(env), from, to);
const BASE = 'base/web/kustomization.yaml';

/** What people and CI do to the files of a repository, by name; what comes out still builds. */
export const USER_CHANGES: Readonly<Record<string, Change>> = {
  replicas: swap(DEPLOYMENT, 'replicas: 1', 'replicas: 4 # user: Mondays'),
  memory: swap(DEPLOYMENT, 'memory: 64Mi', 'memory: 96Mi'),
  limit: swap(
    DEPLOYMENT,
    'memory: 64Mi',
    'memory: 64Mi\n            limits:\n              memory: 1Gi',
  ),
  arguments: swap(DEPLOYMENT, 'args: [serve]', 'args: [serve, --slow]'),
  variable: swap(
    DEPLOYMENT,
    '          ports:',
    '          env:\n            - name: SHAPE\n              value: round\n          ports:',
  ),
  comment: swap(
    DEPLOYMENT,
    '        - name: web',
    '        # user: keep this first\n        - name: web',
  ),
  port: swap(SERVICE, 'port: 80', 'port: 81'),
  setting: swap(SETTINGS, 'LOG_LEVEL', 'SHAPE: round # user\n  LOG_LEVEL'),
  noSettings: both(swap(BASE, '  - settings.yaml\n', ''), drop(SETTINGS)),
  ownFile: both(
    swap(BASE, '  - settings.yaml', '  - settings.yaml\n  - own.yaml # user'),
    (files) => {
      files['base/web/own.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: own\n';
    },
  ),
  order: swap(
    BASE,
    '  - deployment.yaml\n  - service.yaml\n',
    '  - service.yaml\n  - deployment.yaml\n',
  ),
  count: inOverlay('prod', 'count: 1', 'count: 7'),
  bump: inOverlay('prod', 'newTag: 1.0.0', 'newTag: 2.5.0'),
  bumpToDigest: inOverlay('dev', 'newTag: 1.0.0', `digest: sha256:${'a'.repeat(64)}`),
  notes: drop(NOTES),
  indentation: (files) => {
    const text = files[DEPLOYMENT];
    if (text !== undefined && !text.includes('#'))
      files[DEPLOYMENT] = stringify(parse(text), { indent: 4 });
  },
  lineEnds: (files) => {
    for (const path of [DEPLOYMENT, BASE]) files[path] = files[path]?.replaceAll('\n', '\r\n');
  },
};

/** The other changes know the layout of the templates. */
function layoutLast(a: string, b: string): number {
  const rank = (name: string) => ['indentation', 'lineEnds'].indexOf(name);
  return rank(a) - rank(b);
}

/** The files as people leave them. */
export function changedByUser(
  files: ReadonlyMap<string, TextFile>,
  names: readonly string[],
): Map<string, TextFile> {
  const texts: Texts = Object.fromEntries([...files].map(([path, { content }]) => [path, content]));
  for (const name of [...names].sort(layoutLast)) USER_CHANGES[name]?.(texts);
  return new Map(
    Object.entries(texts).flatMap(([path, content]) =>
      content === undefined ? [] : [[path, { content, mode: '0644' as const }]],
    ),
  );
}

/** A repository that people change while its example goes from one version to the next. */
export interface UpdateCase {
  readonly user: readonly string[];
  readonly template: readonly string[];
}

export const updateCase: fc.Arbitrary<UpdateCase> = fc.record({
  user: fc.shuffledSubarray(Object.keys(USER_CHANGES), { maxLength: 6 }),
  template: fc.subarray(Object.keys(TEMPLATE_CHANGES), { minLength: 1 }),
});
