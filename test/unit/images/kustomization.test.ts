import { describe, expect, test } from 'vitest';
import { findImages } from '../../../src/images/survey-images.js';
import { bump, bumped, codes, D, refusal, values } from './bump.js';

describe('an entry is set', () => {
  test.each([
    [
      'K1: only the tag changes',
      'images:\n- name: a\n  newTag: v1\n',
      'images:\n- name: a\n  newTag: v2\n',
    ],
    [
      'K2: without a tag it goes behind name',
      'images:\n- name: a\n- name: b\n',
      'images:\n- name: a\n  newTag: v2\n- name: b\n',
    ],
    [
      'K2: or behind newName, at the key column',
      'images:\n  -   name: a\n      newName: r/a # c\n      other: x\n',
      'images:\n  -   name: a\n      newName: r/a # c\n      newTag: v2\n      other: x\n',
    ],
    [
      'K3: in any order of keys',
      'images:\n- newTag: v1\n  name: a\n',
      'images:\n- newTag: v2\n  name: a\n',
    ],
    ['K4: empty', 'images:\n- name: a\n  newTag:\n', 'images:\n- name: a\n  newTag: v2\n'],
    [
      'K4: empty with a comment',
      'images:\n- name: a\n  newTag: # c\n',
      'images:\n- name: a\n  newTag: v2 # c\n',
    ],
    ['K4: null', 'images:\n- name: a\n  newTag: ~\n', 'images:\n- name: a\n  newTag: v2\n'],
    ['K4: ""', 'images:\n- name: a\n  newTag: ""\n', 'images:\n- name: a\n  newTag: "v2"\n'],
    [
      'K5: a block scalar becomes a plain one',
      'images:\n- name: a\n  newTag: >-\n    v1\n- name: b\n',
      'images:\n- name: a\n  newTag: v2\n- name: b\n',
    ],
    [
      'K6: !!str is kept',
      'images:\n- name: a\n  newTag: !!str 123\n',
      'images:\n- name: a\n  newTag: !!str v2\n',
    ],
    ['K7: flow entry', 'images:\n- {name: a, newTag: v1}\n', 'images:\n- {name: a, newTag: v2}\n'],
    [
      'K7: flow entry without a tag',
      'images:\n- {name: a}\n',
      'images:\n- {name: a, newTag: v2}\n',
    ],
    [
      'K8: flow list',
      'images: [{name: b}, {name: a, newTag: v1}]\n',
      'images: [{name: b}, {name: a, newTag: v2}]\n',
    ],
    [
      'K15: names are no patterns',
      'images:\n- name: axb\n  newTag: v1\n- name: a.b\n  newTag: v1\n',
      'images:\n- name: axb\n  newTag: v1\n- name: a.b\n  newTag: v2\n',
    ],
    [
      'K20: Component',
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: a\n  newTag: v1\n',
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: a\n  newTag: v2\n',
    ],
    [
      'K24: quoted key',
      '"images":\n- name: a\n  newTag: v1\n',
      '"images":\n- name: a\n  newTag: v2\n',
    ],
    [
      'K24: explicit key',
      '? images\n: - name: a\n    newTag: v1\n',
      '? images\n: - name: a\n    newTag: v2\n',
    ],
  ])('%s', (title, text, expected) => {
    expect(bumped(text, title.startsWith('K15') ? 'a.b=v2' : 'a=v2')).toBe(expected);
  });

  test('K9: JSON stays JSON', () => {
    const text =
      '{\n  "images": [\n    {"name": "a", "newTag": 1.20},\n    {\n      "name": "b"\n    }\n  ]\n}\n';
    const content = bumped(text, 'a=12 b=r/b:v2');
    expect(JSON.parse(content)).toEqual({
      images: [
        { name: 'a', newTag: '12' },
        { name: 'b', newName: 'r/b', newTag: 'v2' },
      ],
    });
    expect(content).toContain(
      '\n      "name": "b",\n      "newName": "r/b",\n      "newTag": "v2"\n',
    );
  });

  test('K22: a file is a kustomization by each of the names, or by its kind', () => {
    const text = 'images:\n- name: a\n  newTag: v1\n';
    for (const path of ['x/kustomization.yml', 'x/Kustomization', 'kustomization.yaml']) {
      expect(findImages(text, path)).toMatchObject([
        { form: 'kustomization', name: 'a', tag: 'v1', line: 2, column: 1 },
      ]);
    }
    expect(findImages(`kind: Kustomization\n${text}`, 'other.yaml')).toMatchObject([
      { form: 'kustomization' },
    ]);
  });
});

describe('--add', () => {
  const add = (text: string, args = 'b=v2', options = {}) =>
    bumped(text, args, { add: true, ...options });
  const entry = '- name: b\n  newTag: v2\n';

  test('K10: without it a missing image is refused, with the names there are', () => {
    const refused = refusal('images:\n- name: frontend\n', 'frontent=v2');
    expect(refused).toMatchObject({ code: 'TARGET_NOT_FOUND', exitCode: 2 });
    expect(refused.message).toContain('did you mean "frontend"?');
    expect(refused.hint).toContain('frontend');
    expect(refusal('resources: []\n', 'b=v2').code).toBe('TARGET_NOT_FOUND');
  });

  test.each([
    ['K10: images at the end', 'resources:\n- x.yaml\n', `resources:\n- x.yaml\nimages:\n${entry}`],
    [
      "K10: in the file's list indent",
      'resources:\n  - x.yaml\n# end\n',
      'resources:\n  - x.yaml\n# end\nimages:\n  - name: b\n    newTag: v2\n',
    ],
    [
      'K10: before the end of the document',
      'a: 1\n...\n# text\n',
      `a: 1\nimages:\n${entry}...\n# text\n`,
    ],
    ['K10: without a final newline', 'a: 1', 'a: 1\nimages:\n- name: b\n  newTag: v2'],
    ['K11: an empty list', 'images: [] # c\nx: 1\n', `images: # c\n${entry}x: 1\n`],
    [
      'K11: an empty list in JSON',
      '{"images": []}\n',
      '{"images": [{"name": "b", "newTag": "v2"}]}\n',
    ],
    ['K10: no list in JSON', '{"a": 1}\n', '{"a": 1, "images": [{"name": "b", "newTag": "v2"}]}\n'],
    ['K12: null', 'images: # c\nx: 1\n', `images: # c\n${entry}x: 1\n`],
    ['K12: a literal null', 'images: null\n', `images:\n${entry}`],
    [
      'K13: at its place',
      'images:\n# of a\n- name: a\n# of c\n- name: c\n',
      `images:\n# of a\n- name: a\n${entry}# of c\n- name: c\n`,
    ],
    ['K13: first', 'images:\n# of c\n- name: c\n', `images:\n${entry}# of c\n- name: c\n`],
    [
      'K13: last where unsorted',
      'images:\n- name: z\n- name: a # c\nx: 1\n',
      `images:\n- name: z\n- name: a # c\n${entry}x: 1\n`,
    ],
    [
      'K13: in a flow list',
      'images: [{name: a}, {name: c}]\n',
      'images: [{name: a}, {name: b, newTag: v2}, {name: c}]\n',
    ],
    [
      'K13: first in a flow list',
      'images: [{name: c}]\n',
      'images: [{name: b, newTag: v2}, {name: c}]\n',
    ],
    ['K23: into Images', 'Images:\n- name: a\n', `Images:\n- name: a\n${entry}`],
    [
      'K21: beside imageTags',
      'imageTags:\n- name: a\n',
      `imageTags:\n- name: a\nimages:\n${entry}`,
    ],
    ['K25: an empty file', '', `images:\n${entry}`],
    ['K25: comments only', '# c\n', `# c\nimages:\n${entry}`],
    ['K25: an empty document', '---\n# c\n', `---\n# c\nimages:\n${entry}`],
    [
      'Y5: CRLF',
      'images:\r\n- name: a\r\n',
      'images:\r\n- name: a\r\n- name: b\r\n  newTag: v2\r\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(add(text)).toBe(expected);
  });

  test('several new images, with all that is given', () => {
    expect(add('', `b=r/b:1.20 a=v1@${D}`)).toBe(
      `images:\n- name: a\n  newTag: v1\n  digest: ${D}\n- name: b\n  newName: r/b\n  newTag: "1.20"\n`,
    );
  });

  test('the new entry reports its line', () => {
    const { results } = bump('images:\n- name: a\n', 'b=v2', { add: true });
    expect(results).toEqual([
      { key: 'b', name: 'b', status: 'changed', old: {}, new: { tag: 'v2' }, line: 3 },
    ]);
  });

  test('P6: creates nothing in values', () => {
    expect(refusal('x: 1\n', 'b=v2', { ...values, add: true }).code).toBe('TARGET_NOT_FOUND');
  });

  test('an order key is written too, and refused where it has no place', () => {
    expect(add('', 'b=v2', { orderKey: 5n })).toBe(
      'images:\n- name: b\n  newTag: v2 # gitops-gen:order=5\n',
    );
    expect(refusal('{"a": 1}', 'b=v2', { add: true, orderKey: 5n }).code).toBe('NOT_EDITABLE');
  });
});

describe('one of several', () => {
  test('K14: the same name twice is refused with the lines; --all sets both', () => {
    const text = 'images:\n- name: a\n  newTag: v1\n- name: a\n  newTag: v0\n';
    const refused = refusal(text, 'a=v2');
    expect(refused).toMatchObject({ code: 'TARGET_AMBIGUOUS', line: 2 });
    expect(refused.message).toContain('lines 2, 4');
    expect(bumped(text, 'a=v2', { all: true })).toBe(text.replace('v1', 'v2').replace('v0', 'v2'));
  });

  const kustomization =
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n- name: a\n  newTag: v1\n';

  test('K19: the document that is a Kustomization', () => {
    const text = `kind: ConfigMap\napiVersion: v1\n---\n${kustomization}---\nx: 1\n`;
    expect(bumped(text, 'a=v2')).toBe(text.replace('v1\n---\nx', 'v2\n---\nx'));
  });

  test('K19, X7: of two Kustomizations --doc chooses', () => {
    const text = `${kustomization}---\n${kustomization}`;
    expect(refusal(text, 'a=v2')).toMatchObject({ code: 'TARGET_AMBIGUOUS', line: 7 });
    expect(bumped(text, 'a=v2', { doc: '2' })).toBe(
      `${kustomization}---\n${kustomization.replace('newTag: v1', 'newTag: v2')}`,
    );
    expect(refusal(text, 'a=v2', { doc: '3' }).code).toBe('TARGET_NOT_FOUND');
  });
});

describe('anchors and aliases', () => {
  test('K16: the anchor stays, aliases are warned of', () => {
    const text = 'images:\n- name: a\n  newTag: &u v1\nlabels:\n- pairs: {version: *u}\n';
    const edit = bump(text, 'a=v2');
    expect(edit.content).toBe(text.replace('&u v1', '&u v2'));
    expect(edit.warnings).toMatchObject([{ code: 'ALIAS', line: 5 }]);
  });

  test('K16: an alias that serves another image is refused', () => {
    const text = 'images:\n- name: a\n  newTag: &u v1\n- name: b\n  newTag: *u\n';
    expect(refusal(text, 'a=v2')).toMatchObject({ code: 'NOT_EDITABLE', line: 5, column: 11 });
  });

  test('K16: so is an anchor around the entry', () => {
    const text = 'images:\n- &e\n  name: a\n  newTag: v1\n- <<: *e\n  name: b\n';
    expect(refusal(text, 'a=v2').code).toBe('NOT_EDITABLE');
  });

  test('K17: a merged tag is written out in this entry', () => {
    const text = 'x-defaults: &d {newTag: v1}\nimages:\n- <<: *d\n  name: a\n- <<: *d\n  name: b\n';
    expect(findImages(text, 'kustomization.yaml').map(({ tag }) => tag)).toEqual(['v1', 'v1']);
    expect(bumped(text, 'a=v2')).toBe(text.replace('name: a\n', 'name: a\n  newTag: v2\n'));
  });

  test('K17: a merged digest cannot be removed here', () => {
    const text = `x-defaults: &d {digest: "${D}"}\nimages:\n- <<: *d\n  name: a\n`;
    expect(refusal(text, 'a=v2').code).toBe('NOT_EDITABLE');
  });

  test('K18, X6: an alias is replaced on request only', () => {
    const text = 'x-tag: &t v1\nimages:\n- name: a\n  newTag: *t\n';
    expect(refusal(text, 'a=v2')).toMatchObject({ code: 'NOT_EDITABLE', line: 4, column: 11 });
    expect(bumped(text, 'a=v2', { breakAlias: true })).toBe(text.replace('*t', 'v2'));
  });
});

describe('warnings', () => {
  test('K21: imageTags is edited', () => {
    const edit = bump('imageTags:\n- name: a\n  newTag: v1\n', 'a=v2');
    expect(edit.content).toBe('imageTags:\n- name: a\n  newTag: v2\n');
    expect(codes(edit)).toEqual(['LEGACY_FIELD']);
  });

  test('K23: Images is edited', () => {
    const edit = bump('Images:\n- name: a\n  newTag: v1\n', 'a=v2');
    expect(edit.content).toBe('Images:\n- name: a\n  newTag: v2\n');
    expect(codes(edit)).toEqual(['FIELD_CASE']);
  });

  test('K26: a patch that pins the image is left alone', () => {
    const text =
      'images:\n- name: a\n  newName: r/a\n  newTag: v1\npatches:\n- patch: |-\n    spec:\n      containers:\n      - name: x\n        image: r/a:v1\n';
    const edit = bump(text, 'a=v2');
    expect(edit.content).toBe(text.replace('newTag: v1', 'newTag: v2'));
    expect(edit.warnings).toMatchObject([{ code: 'PINNED_BY_PATCH', line: 6 }]);
  });
});

describe('K30: a hold', () => {
  const text =
    'images:\n- name: b\n  newTag: v1\n# gitops-gen:hold until=2026-12-31 reason=bad migration\n- name: a\n  newTag: v1\n';

  test('G9: skips its entry, the rest is written', () => {
    const edit = bump(text, 'a=v2 b=v2');
    expect(edit.content).toBe(text.replace('b\n  newTag: v1', 'b\n  newTag: v2'));
    expect(edit.results.map(({ status }) => status)).toEqual(['held', 'changed']);
    expect(edit.results[0]?.hold).toEqual({ until: '2026-12-31', reason: 'bad migration' });
  });
});
