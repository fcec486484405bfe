import { describe, expect, test } from 'vitest';
import { codes, merge } from './scenario.js';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: web
          env:
            - name: LEVEL
              value: info
            - name: MODE
              value: safe
`;

const OVERLAY = `resources:
  - ../../../base/web
images:
  - name: web
    newName: registry/web
    newTag: "1"
`;
const OVERLAY_PATH = 'overlays/dev/web/kustomization.yaml';

const edit = (text: string, ...pairs: [string, string][]) =>
  pairs.reduce((result, [from, to]) => {
    expect(result).toContain(from);
    return result.replace(from, to);
  }, text);

describe('update.md 6: content that both sides changed', () => {
  test('row 18: a clean text merge that is verified is taken', () => {
    const result = merge('d.yaml', {
      a: DEPLOYMENT,
      w: edit(DEPLOYMENT, ['replicas: 1', 'replicas: 3']),
      d: edit(DEPLOYMENT, ['value: safe', 'value: fast']),
    });
    expect(result.outcome).toBe('merged');
    expect(result.content).toBe(
      edit(DEPLOYMENT, ['replicas: 1', 'replicas: 3'], ['value: safe', 'value: fast']),
    );
  });

  test('row 19: a clean text merge with a duplicate key is a conflict', () => {
    const a = 'a: 1\nb: 2\nc: 3\nd: 4\n';
    const result = merge('f.yaml', { a, w: `new: mine\n${a}`, d: `${a}new: theirs\n` });
    expect(result.conflicts).toMatchObject([{ code: 'BOTH_ADDED', yamlPath: 'new' }]);
    expect(result.content).toBe(
      `<<<<<<< yours\nnew: mine\n${a}||||||| template 1.0.0\n${a}=======\n${a}new: theirs\n>>>>>>> template 2.0.0\n`,
    );
  });

  test('row 19: a clean text merge that mixes pins is settled by structure', () => {
    const a = 'images:\n  - digest: sha256:a\n    name: web\n    newTag: "1"\n';
    const w = edit(a, ['newTag: "1"', 'newTag: "7"']);
    const result = merge(OVERLAY_PATH, { a, w, d: edit(a, ['sha256:a', 'sha256:b']) });
    expect(result).toMatchObject({
      outcome: 'kept',
      content: w,
      notices: [{ code: 'IMAGE_KEPT' }],
    });
  });

  test('row 20: two additions at one place merge by structure', () => {
    const result = merge('base/kustomization.yaml', {
      a: 'resources:\n  - a.yaml\n',
      w: 'resources:\n  - a.yaml\n  - mine.yaml\n',
      d: 'resources:\n  - a.yaml\n  - b.yaml\n',
    });
    expect(result).toMatchObject({
      outcome: 'merged',
      content: 'resources:\n  - a.yaml\n  - b.yaml\n  - mine.yaml\n',
    });
  });

  test('row 21: one leaf changed differently is a conflict with its three values', () => {
    const result = merge('d.yaml', {
      a: DEPLOYMENT,
      w: edit(DEPLOYMENT, ['value: info', 'value: debug']),
      d: edit(DEPLOYMENT, ['value: info', 'value: warn']),
    });
    expect(result.conflicts).toEqual([
      {
        code: 'BOTH_CHANGED',
        yamlPath: 'spec.template.spec.containers[web].env[LEVEL].value',
        values: { ancestor: 'value: info', ours: 'value: debug', theirs: 'value: warn' },
      },
    ]);
    expect(result.content).toBe(
      edit(DEPLOYMENT, [
        '              value: info\n',
        [
          '<<<<<<< yours\n              value: debug\n',
          '||||||| template 1.0.0\n              value: info\n',
          '=======\n              value: warn\n>>>>>>> template 2.0.0\n',
        ].join(''),
      ]),
    );
  });

  test.each([
    ['tag against tag', [['"1"', '"7"']], [['"1"', '"2"']]],
    ['tag against digest', [['"1"', '"7"']], [['newTag: "1"', 'digest: sha256:d']]],
    ['digest against tag', [['newTag: "1"', 'digest: sha256:c']], [['"1"', '"2"']]],
    ['a removed tag (row 23)', [['    newTag: "1"\n', '']], [['"1"', '"2"']]],
    ['a note beside the tag', [['"1"', '"1" # gitops-gen:order=3']], [['"1"', '"2"']]],
    ['a hold above the entry', [['  - name', '  # gitops-gen:hold\n  - name']], [['"1"', '"2"']]],
    [
      'a removed entry',
      [['images:\n  - name: web\n    newName: registry/web\n    newTag: "1"\n', '']],
      [['"1"', '"2"']],
    ],
  ] as const)('row 22: CI keeps the whole pin unit: %s', (_, ours, theirs) => {
    const w = edit(OVERLAY, ...ours.map(([from, to]) => [from, to] as [string, string]));
    const d = edit(OVERLAY, ...theirs.map(([from, to]) => [from, to] as [string, string]));
    const result = merge(OVERLAY_PATH, { a: OVERLAY, w, d });
    expect(result.content).toBe(w);
    expect(codes(result.notices)).toEqual(['IMAGE_KEPT']);
    expect(result.conflicts).toEqual([]);
  });

  test('row 22: Helm values and the rest of the file', () => {
    const a =
      'web:\n  image:\n    repository: r/web\n    tag: "1"\n  replicas: 1\nsidecar:\n  image: r/side:1\n';
    const w = edit(a, ['"1"', '"7"'], ['side:1', 'side:7']);
    const d = edit(a, ['"1"', '"2"'], ['side:1', 'side:2'], ['replicas: 1', 'replicas: 2']);
    const result = merge('overlays/dev/web/values.yaml', { a, w, d });
    expect(result.content).toBe(edit(w, ['replicas: 1', 'replicas: 2']));
    expect(result.notices.map(({ yamlPath }) => yamlPath)).toEqual(['web.image', 'sidecar.image']);
  });

  test('row 22: a base is no pin', () => {
    const [w, d] = [edit(OVERLAY, ['"1"', '"7"']), edit(OVERLAY, ['"1"', '"2"'])];
    expect(merge('base/web/kustomization.yaml', { a: OVERLAY, w, d }).outcome).toBe('conflict');
  });

  test('row 23: removed here, changed by the template', () => {
    const d = edit(DEPLOYMENT, ['value: safe', 'value: fast']);
    const w = edit(DEPLOYMENT, ['            - name: MODE\n              value: safe\n', '']);
    expect(merge('d.yaml', { a: DEPLOYMENT, w, d }).conflicts).toMatchObject([
      { code: 'REMOVED_BY_USER' },
    ]);
  });

  test('row 24: changed here, removed by the template', () => {
    const w = edit(DEPLOYMENT, ['value: safe', 'value: fast']);
    const d = edit(DEPLOYMENT, ['            - name: MODE\n              value: safe\n', '']);
    expect(merge('d.yaml', { a: DEPLOYMENT, w, d }).conflicts).toMatchObject([
      { code: 'REMOVED_BY_TEMPLATE' },
    ]);
  });

  test('row 24: an entry with other pins only goes with an app', () => {
    const w = edit(OVERLAY, ['"1"', '"7"']);
    const d = 'resources:\n  - ../../../base/web\n';
    expect(merge(OVERLAY_PATH, { a: OVERLAY, w, d }).outcome).toBe('conflict');
    const dropped = merge(OVERLAY_PATH, { a: OVERLAY, w, d, dropPins: true });
    expect(dropped).toMatchObject({
      outcome: 'merged',
      content: d,
      notices: [{ code: 'PINS_DROPPED' }],
    });
  });

  test('row 25: removed here, left as it is by the template', () => {
    const w = edit(DEPLOYMENT, ['            - name: MODE\n              value: safe\n', '']);
    const result = merge('d.yaml', {
      a: DEPLOYMENT,
      w,
      d: edit(DEPLOYMENT, ['value: info', 'value: warn']),
    });
    expect(result).toMatchObject({
      outcome: 'merged',
      content: edit(w, ['value: info', 'value: warn']),
    });
  });

  test('row 26: a comment of the user in what the template removes', () => {
    const w = edit(DEPLOYMENT, ['value: safe', 'value: safe # because']);
    const d = edit(DEPLOYMENT, ['            - name: MODE\n              value: safe\n', '']);
    expect(merge('d.yaml', { a: DEPLOYMENT, w, d }).conflicts).toMatchObject([
      { code: 'COMMENT_IN_REMOVED' },
    ]);
  });

  test('row 26: a comment above what the template removes stays', () => {
    const w = edit(DEPLOYMENT, [
      '            - name: MODE',
      '            # mine\n            - name: MODE',
    ]);
    const d = edit(DEPLOYMENT, ['            - name: MODE\n              value: safe\n', '']);
    const result = merge('d.yaml', { a: DEPLOYMENT, w, d });
    expect(result).toMatchObject({ outcome: 'merged', content: `${d}            # mine\n` });
  });

  test('row 27: one addition of both sides comes once', () => {
    const added = '            - name: NEW\n              value: x\n';
    const w = `${DEPLOYMENT}${added}            - name: MINE\n              value: y\n`;
    const d = `${DEPLOYMENT}            - name: THEIRS\n              value: z\n${added}`;
    const result = merge('d.yaml', { a: DEPLOYMENT, w, d });
    expect(result.outcome).toBe('merged');
    expect(result.content.match(/name: (NEW|MINE|THEIRS)/g)?.sort()).toEqual([
      'name: MINE',
      'name: NEW',
      'name: THEIRS',
    ]);
  });

  test.each([
    ['value: x', 'value: y'],
    ['value: x', 'valueFrom: {fieldRef: {fieldPath: spec.nodeName}}'],
  ])('row 28: one identity with other bodies, %s and %s', (ours, theirs) => {
    const entry = (body: string) => `            - name: NEW\n              ${body}\n`;
    const w = edit(DEPLOYMENT, [
      '            - name: LEVEL',
      `${entry(ours)}            - name: LEVEL`,
    ]);
    const result = merge('d.yaml', { a: DEPLOYMENT, w, d: DEPLOYMENT + entry(theirs) });
    expect(result.conflicts).toMatchObject([{ code: 'BOTH_ADDED' }]);
  });

  test('row 29: a re-indented and reordered file keeps its style', () => {
    const w = 'kind: Kustomization\nresources:\n- b.yaml\n\n- a.yaml # first\nnamespace:   web\n';
    const a = 'resources:\n  - a.yaml\n  - b.yaml\nnamespace: web\nkind: Kustomization\n';
    const d = 'resources:\n  - a.yaml\n  - c.yaml\nnamespace: shop\nkind: Kustomization\n';
    expect(merge('base/kustomization.yaml', { a, w, d })).toMatchObject({
      outcome: 'merged',
      content: 'kind: Kustomization\nresources:\n\n- a.yaml # first\n- c.yaml\nnamespace:   shop\n',
    });
  });

  test('row 30: a new comment of the template comes along where the text merges', () => {
    const d = edit(DEPLOYMENT, ['  replicas: 1', '  # one is enough\n  replicas: 1']);
    const w = edit(DEPLOYMENT, ['value: safe', 'value: fast']);
    expect(merge('d.yaml', { a: DEPLOYMENT, w, d }).content).toBe(
      edit(d, ['value: safe', 'value: fast']),
    );
  });

  test('row 30: a new layout of the template does not win over an edit', () => {
    const w = edit(DEPLOYMENT, ['replicas: 1', 'replicas: 3']);
    const d = edit(DEPLOYMENT, ['replicas: 1', 'replicas:   1']);
    expect(merge('d.yaml', { a: DEPLOYMENT, w, d })).toMatchObject({
      outcome: 'kept',
      content: w,
      notices: [{ code: 'FORMAT_KEPT' }],
    });
  });

  test('row 33: what does not parse is merged by lines only', () => {
    const a = 'a: 1\nb: 2\nc: 3\n';
    const w = 'a: 1\nb: 2\nc: 3\n{broken\n';
    expect(merge('f.yaml', { a, w, d: edit(a, ['a: 1', 'a: 2']) })).toMatchObject({
      outcome: 'merged',
      content: edit(w, ['a: 1', 'a: 2']),
    });
    expect(codes(merge('f.yaml', { a, w, d: edit(a, ['c: 3', 'c: 4']) }).conflicts)).toEqual([
      'TEXT',
    ]);
  });
});

describe('update.md 4: structure', () => {
  const K = 'base/kustomization.yaml';

  test('a Helm template is merged by lines, for it parses as something else', () => {
    const a = 'a: {{ .x }}\nb: 1\nc: 2\n';
    const result = merge('t.yaml', {
      a,
      w: edit(a, ['b: 1', 'b: 1\nmine: 1']),
      d: edit(a, ['b: 1', 'b: 1\ntheirs: 1']),
    });
    expect(codes(result.conflicts)).toEqual(['TEXT']);
  });

  test('a file that the template says is text is merged by lines', () => {
    const sides = { a: 'a: 1\n', w: 'a: 1\nb: 1\n', d: 'a: 1\nc: 1\n' };
    expect(merge('f.yaml', sides).outcome).toBe('merged');
    expect(merge('f.yaml', { ...sides, textOnly: true }).outcome).toBe('conflict');
  });

  test.each([
    ['an anchor', 'x: &x 1\ny: *x\n'],
    ['a tag', 'x: !mine 1\n'],
  ])('%s is left to the text merge', (_, extra) => {
    const a = `${extra}a: 1\n`;
    expect(merge('f.yaml', { a, w: `${a}b: 1\n`, d: `${a}c: 1\n` }).outcome).toBe('conflict');
    expect(merge('f.yaml', { a, w: `b: 1\n${a}`, d: `${a}c: 1\n` }).content).toBe(
      `b: 1\n${a}c: 1\n`,
    );
  });

  test('documents match by object, in any order', () => {
    const config = (name: string, value: string) =>
      `kind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  k: ${value}\n`;
    const a = `${config('a', '1')}---\n${config('b', '1')}`;
    const w = `${config('b', '1')}---\n${config('a', '1')}---\n${config('mine', '1')}`;
    const d = `${config('a', '1')}---\n${config('b', '2')}`;
    expect(merge('f.yaml', { a, w, d }).content).toBe(
      `${config('b', '2')}---\n${config('a', '1')}---\n${config('mine', '1')}`,
    );
  });

  test('documents that cannot be told apart conflict', () => {
    const a = 'a: 1\n---\na: 1\n';
    expect(merge('f.yaml', { a, w: 'a: 2\n---\na: 1\n', d: 'a: 1\n---\na: 3\n' }).outcome).toBe(
      'conflict',
    );
  });

  test('a block scalar that both sides edit is merged line by line', () => {
    const a = 'text: |\n  one\n  two\n  three\nkey: 1\n';
    const w = '"text":   |\n    ONE\n    two\n    three\nkey: 1\n';
    expect(merge('f.yaml', { a, w, d: edit(a, ['three', 'THREE']) })).toMatchObject({
      outcome: 'merged',
      content: '"text":   |\n    ONE\n    two\n    THREE\nkey: 1\n',
    });
  });

  test('an emptied list looks as the template has it', () => {
    const a = 'resources:\n  - a.yaml\nnamespace: x\n';
    const w = 'resources:\n    - a.yaml\nnamespace:  x\nmine: 1\n';
    expect(merge(K, { a, w, d: 'resources: []\nnamespace: x\n' }).content).toBe(
      'resources: []\nnamespace:  x\nmine: 1\n',
    );
    expect(merge(K, { a, w, d: 'namespace: x\n' }).content).toBe('namespace:  x\nmine: 1\n');
  });

  test('a list that the template drops keeps what the user added', () => {
    const a = 'patches:\n  - path: a.yaml\nnamespace: x\n';
    const w = 'patches:\n  - path: a.yaml\n  - path: mine.yaml\nnamespace: x\n';
    expect(merge(K, { a, w, d: 'namespace: x\n' }).content).toBe(
      'patches:\n  - path: mine.yaml\nnamespace: x\n',
    );
  });

  test('a flow collection is taken whole or not at all', () => {
    const a = 'resources: [a.yaml]\nx: 1\n';
    const d = 'resources: [a.yaml, b.yaml]\nx: 1\n';
    expect(merge(K, { a, w: 'resources: [a.yaml]\nx: 2\n', d }).content).toBe(
      'resources: [a.yaml, b.yaml]\nx: 2\n',
    );
    expect(merge(K, { a, w: 'resources: [a.yaml, c.yaml]\nx: 1\n', d }).outcome).toBe('conflict');
  });

  test('the first key of a list item is not removed by guess', () => {
    const a = 'patches:\n  - options: {x: 1}\n    path: a.yaml\n';
    const w = 'patches:\n  - options: {x:  1}\n    path: a.yaml\n';
    expect(merge(K, { a, w, d: 'patches:\n  - path: a.yaml\n' }).outcome).toBe('conflict');
  });

  test('missing, null, {} and [] are four values', () => {
    for (const ours of ['', 'v:\n', 'v: {}\n', 'v: []\n']) {
      for (const theirs of ['', 'v:\n', 'v: {}\n', 'v: []\n']) {
        const result = merge('f.yaml', {
          a: 'v: 1\nk: 1\n',
          w: `${ours}k: 1\n`,
          d: `${theirs}k: 1\n`,
        });
        expect(result.outcome, `${ours} ${theirs}`).toBe(ours === theirs ? 'kept' : 'conflict');
      }
    }
  });

  test.each(['ours', 'theirs'] as const)(
    '--on-conflict=%s settles what conflicts and merges the rest',
    (settle) => {
      const a = 'a: 1\nb: 1\nc: 1\nd: 1\n';
      const result = merge('f.yaml', {
        a,
        w: 'a: 2\nb: 1\nc: 1\nd: 5\n',
        d: 'a: 3\nb: 1\nc: 4\nd: 1\n',
        settle,
      });
      expect(result.outcome).toBe('merged');
      expect(result.content).toBe(`a: ${settle === 'ours' ? 2 : 3}\nb: 1\nc: 4\nd: 5\n`);
      expect(codes(result.conflicts)).toEqual(['BOTH_CHANGED']);
    },
  );

  test.each([
    ['ours', 'mine\n'],
    ['theirs', 'theirs\n'],
  ] as const)('--on-conflict=%s settles a text file', (settle, content) => {
    expect(merge('f.txt', { a: 'a\n', w: 'mine\n', d: 'theirs\n', settle })).toMatchObject({
      content,
      conflicts: [{ code: 'TEXT' }],
    });
  });

  test('JSON that no longer parses is a conflict', () => {
    const a = '{\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n';
    const w = '{\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n';
    const d = '{\n  "a": 1\n}\n';
    expect(merge('f.json', { a, w, d }).outcome).toBe('conflict');
    const both = merge('f.json', {
      a,
      w: edit(a, ['"a": 1', '"a": 5']),
      d: edit(a, ['"d": 4', '"d": 6']),
    });
    expect(JSON.parse(both.content)).toEqual({ a: 5, b: 2, c: 3, d: 6 });
  });
});

describe('update.md 12.1: what a parser would change stays as it is', () => {
  test.each([
    ['an octal number', 'defaultMode: 0644\n'],
    ['big and odd numbers', 'a: 12345678901234567890\nb: 1e3\n'],
    ['an unindented list', 'list:\n- a\n- b\n'],
    ['blank lines', 'a: 1\n\n\n\nb: 2\n'],
    ['an aligned comment', 'a: 1      # x\nbb: 2     # y\n'],
    ['four spaces', 'm:\n    a: 1\n'],
    ['a comment before a block', 'metadata: # note\n  a: 1\n'],
    ['a comment in column 0', 'm:\n  a: 1\n# note\nn: 1\n'],
    ['flow style', 'c: [sh, "-c"]\nf: {a: 1,\n  b: 2}\n'],
    ['folded text', 'p: plain\n  more\nq: >-\n  folded\n  text\n'],
    ['only comments before it', '# a\n# b\n'],
  ])('%s', (_, keep) => {
    const file = (value: string, extra: string) => `${keep}z1: ${value}\nz2: 1\n${extra}`;
    const result = merge('f.yaml', {
      a: file('1', ''),
      w: file('1', 'mine: 1\n'),
      d: file('2', 'theirs: 1\n'),
    });
    expect(result.outcome).toBe('merged');
    expect(result.content.startsWith(keep)).toBe(true);
  });

  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['no final newline', (text: string) => text.trimEnd()],
  ])('%s', (_, style) => {
    const a = 'a: 1\nb: 2\nc: 3\n';
    const result = merge('f.yaml', { a, w: style('a: 1\nb: 2\nc: 4\n'), d: 'a: 5\nb: 2\nc: 3\n' });
    expect(result).toMatchObject({ outcome: 'merged', content: style('a: 5\nb: 2\nc: 4\n') });
  });

  test('a duplicate key is no structure', () => {
    const a = 'a: 1\na: 2\n';
    expect(codes(merge('f.yaml', { a, w: `${a}b: 1\n`, d: `${a}c: 1\n` }).conflicts)).toEqual([
      'TEXT',
    ]);
  });

  test('an entry is added to an empty list', () => {
    const result = merge('kustomization.yaml', {
      a: 'resources:\nx: 1\n',
      w: 'resources:\nx: 2\n',
      d: 'resources:\n  - a.yaml\nx: 1\n',
    });
    expect(result.content).toBe('resources:\n  - a.yaml\nx: 2\n');
  });

  test('files of comments only merge by lines', () => {
    expect(
      merge('f.yaml', { a: '# a\n# b\n# c\n', w: '# A\n# b\n# c\n', d: '# a\n# b\n# C\n' }).content,
    ).toBe('# A\n# b\n# C\n');
  });

  test('the first item goes without the comment of the next', () => {
    const a = '# head\nresources:\n  # one\n  - a.yaml\n  # two\n  - b.yaml\n';
    const w = edit(a, ['- b.yaml', '- b.yaml\n  - mine.yaml']);
    const d = '# head\nresources:\n  # two\n  - b.yaml\n';
    expect(merge('kustomization.yaml', { a, w, d }).content).toBe(`${d}  - mine.yaml\n`);
  });
});
