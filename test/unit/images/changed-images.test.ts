import { expect, test } from 'vitest';
import { changedImages } from '../../../src/images/changed-images.js';

const file = (content: string) => ({ content, mode: '0644' as const });
const KUSTOMIZATION = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
images:
  - name: web
    newName: ghcr.io/acme/web
    newTag: 1.0.0
  - name: db
    newTag: "17.5"
`;
const POD = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - { name: one, image: "busybox:1.36" }
    - { name: two, image: "busybox:1.37" }
`;
const change = (path: string, before: string, after: string) => ({
  path,
  before: file(before),
  after: file(after),
});

test('names each image whose reference changes, and no other', () => {
  const path = 'overlays/dev/web/kustomization.yaml';
  const after = KUSTOMIZATION.replace('17.5', '17.6').replace('kind:', '# a comment\nkind:');
  expect(changedImages([change(path, KUSTOMIZATION, after)])).toEqual([
    { path, name: 'db', from: 'db:17.5', to: 'db:17.6' },
  ]);
});

test('tells several of one name apart by their order', () => {
  const changes = [change('base/web/pod.yaml', POD, POD.replace(':1.37', ':1.38'))];
  expect(changedImages(changes)).toMatchObject([{ from: 'busybox:1.37', to: 'busybox:1.38' }]);
});

test('says nothing of new files, other files, and what cannot be read', () => {
  const marked = `<<<<<<< yours\n${POD}=======\n>>>>>>> template\n`;
  expect(
    changedImages([
      { path: 'base/web/pod.yaml', after: file(POD) },
      change('README.md', POD, POD.replace('1.37', '1.38')),
      change('base/web/pod.yaml', POD, marked),
    ]),
  ).toEqual([]);
});
