import { describe, expect, test } from 'vitest';
import { readSchemas } from '../../../src/io/read-schemas.js';
import { createSchemaChecker } from '../../../src/manifests/schema-checker.js';
import type { FileTree } from '../../../src/model/file-tree.js';
import { readsElsewhere, rootKustomizations } from '../../../src/validate/root-kustomizations.js';
import { isAffected, rootsOf } from '../../../src/validate/roots.js';
import type { Finding } from '../../../src/validate/run-rules.js';
import { selectRoots } from '../../../src/validate/select-roots.js';

const schemas = createSchemaChecker((await readSchemas('1.34')).bundles);

/** Kustomizations by their folder, and other files by their path. */
function tree(files: Readonly<Record<string, string>>): FileTree {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      /\.\w+$/.test(path) ? path : `${path}/kustomization.yaml`.replace(/^\.\//, ''),
      { content, mode: '0644' },
    ]),
  );
}

const names = (...paths: string[]) => `resources: [${paths.join(', ')}]\n`;

describe('roots are what nobody builds on', () => {
  test('overlays, not their base', () => {
    const files = tree({ base: names('x.yaml'), dev: names('../base'), prod: names('../base/') });
    expect(rootKustomizations(files)).toEqual(['dev', 'prod']);
  });

  test('the top of the repository', () => {
    expect(rootKustomizations(tree({ '.': names('base'), base: names() }))).toEqual(['.']);
  });

  test('no Component, also if nobody uses it', () => {
    const files = tree({ trait: 'kind: Component\n', dev: names() });
    expect(rootKustomizations(files)).toEqual(['dev']);
  });

  test('one of those that only name each other, and one that names itself', () => {
    const files = tree({ a: names('../b'), b: names('../a'), self: names('../self') });
    expect(rootKustomizations(files)).toEqual(['a', 'self']);
  });
});

describe('a build that reads from elsewhere is known before', () => {
  test.each([
    ['a URL in a base', 'https://example.com/x.yaml'],
    ['a repository', 'github.com/acme/base//x?ref=main'],
    ['a folder above the root', '../../etc'],
    ['an absolute path', '/etc'],
    ['a symbolic link', 'link'],
    ['what is behind one', 'link/deep'],
  ])('%s', (_, reference) => {
    const files = tree({ dev: names('../base'), base: names('x.yaml', `'${reference}'`) });
    expect(readsElsewhere(files, 'dev', new Set(['base/link']))).toMatch(reference);
  });

  test('and one that does not is not', () => {
    const files = tree({ dev: names('../base'), base: names('x.yaml') });
    expect(readsElsewhere(files, 'dev', new Set(['base/other']))).toBeUndefined();
  });
});

const APPLICATION = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop-prod, namespace: argocd }
spec:
  project: acme
  destination: { namespace: shop, server: https://kubernetes.default.svc }
  source: { repoURL: https://git.example.com/acme/deploy.git, path: apps/shop/prod }
`;

const files = tree({
  'apps/shop/base': names('web.yaml'),
  'apps/shop/base/web.yaml': 'kind: Service\n',
  'apps/shop/dev': names('../base'),
  'apps/shop/prod': names('../base', 'gone.yaml', '../../gone'),
  'apps/mail/prod': names(),
  'argo/shop.yaml': APPLICATION,
});
const roots = rootsOf({ files, schemas, fallback: 'deploy' });

describe('without a model', () => {
  test('folders tell the environment and the app', () => {
    expect(roots.map(({ folder, env, app }) => [folder, env, app])).toEqual([
      ['apps/mail/prod', 'prod', 'mail'],
      ['apps/shop/dev', 'dev', 'shop'],
      ['apps/shop/prod', 'prod', 'shop'],
    ]);
  });

  test('the Application that deploys a folder belongs to it', () => {
    const reading = roots.filter(({ reads }) => reads.has('argo/shop.yaml'));
    expect(reading.map(({ folder }) => folder)).toEqual(['apps/shop/prod']);
  });
});

describe('what a change can affect', () => {
  const affected = (path: string) =>
    roots.filter((root) => isAffected(root, new Set([path]), files)).map(({ folder }) => folder);

  test.each([
    ['a base', 'apps/shop/base/web.yaml', ['apps/shop/dev', 'apps/shop/prod']],
    ['an overlay', 'apps/shop/dev/kustomization.yaml', ['apps/shop/dev']],
    ['a file beside it', 'apps/shop/dev/new.yaml', ['apps/shop/dev']],
    ['a file that is gone', 'apps/shop/prod/gone.yaml', ['apps/shop/prod']],
    ['a kustomization that is gone', 'apps/gone/kustomization.yaml', ['apps/shop/prod']],
    ['an Application', 'argo/shop.yaml', ['apps/shop/prod']],
    ['what nobody reads', 'README.md', []],
  ])('%s: %s', (_, path, expected) => {
    expect(affected(path)).toEqual(expected);
  });
});

describe('a selection', () => {
  const finding = (fields: Partial<Finding>): Finding => ({
    rule: 'manifests/B-01',
    severity: 'error',
    message: '',
    fix: '',
    source: '',
    ...fields,
  });
  const at = (path: string, rule?: string) => finding({ place: { path }, ...(rule && { rule }) });

  test('by environment and app builds those, and is about their files', () => {
    const { roots: selected, isMeant } = selectRoots(roots, files, {
      env: ['prod'],
      app: ['shop'],
    });
    expect(selected.map(({ folder }) => folder)).toEqual(['apps/shop/prod']);
    expect(isMeant(at('apps/shop/base/web.yaml'))).toBe(true);
    expect(isMeant(at('argo/shop.yaml'))).toBe(true);
    expect(isMeant(finding({ folder: 'apps/shop/prod' }))).toBe(true);
    expect(isMeant(at('apps/shop/dev/kustomization.yaml'))).toBe(false);
    expect(isMeant(at('overlays/x', 'model/pending'))).toBe(false);
  });

  test('by a change is about what changed, too, and about the model', () => {
    const changed = new Set(['apps/shop/dev/kustomization.yaml', 'other.yaml']);
    const { roots: selected, isMeant } = selectRoots(roots, files, { env: [], app: [], changed });
    expect(selected.map(({ folder }) => folder)).toEqual(['apps/shop/dev']);
    expect(isMeant(at('other.yaml'))).toBe(true);
    expect(isMeant(at('gitops-gen.yaml', 'model/invalid'))).toBe(true);
    expect(isMeant(at('apps/mail/prod/kustomization.yaml'))).toBe(false);
  });

  test('of the model changes everything', () => {
    const changed = new Set(['gitops-gen.yaml']);
    expect(selectRoots(roots, files, { env: [], app: [], changed }).roots).toEqual(roots);
  });

  test('of what does not exist is refused', () => {
    const select = (env: string[], app: string[]) => () => selectRoots(roots, files, { env, app });
    expect(select(['pord'], [])).toThrow('there is no environment "pord", did you mean "prod"?');
    expect(select([], ['shpo'])).toThrow('there is no app "shpo", did you mean "shop"?');
  });
});
