import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { editModel, modelInput } from '../../../src/model-file/edit-model.js';
import { parseModel } from '../../../src/model-file/parse-model.js';
import { printModel, type ModelInput } from '../../../src/model-file/print-model.js';

const MODEL = `# yaml-language-server: $schema=./.gitops-gen/schema.json
# Ours. Ask #platform before you change it.
apiVersion: gitops-gen.dev/v1
repository:
    url: "https://git.example.com/acme/deploy.git" # the mirror

argocd:
    project: acme
environments:
# everybody may push here
- name: dev
  domain: dev.acme.example
- {name: prod} # careful
promotion: [dev, prod]
apps:
- name: web # the shop
  example: acme/web
  values:
    replicas: 3
- name: api
  example: acme/web
# the end
`;

type Change = (model: ModelInput) => ModelInput;
const MORE = { name: 'more', example: 'acme/web', values: { replicas: 1 } };
const CHANGES: Readonly<Record<string, Change>> = {
  'an app more': (model) => ({ ...model, apps: [...(model.apps ?? []), MORE] }),
  'an app less': (model) => ({
    ...model,
    apps: (model.apps ?? []).filter(({ name }) => name !== 'web'),
  }),
  'an environment in the middle': (model) => ({
    ...model,
    environments: model.environments.toSpliced(1, 0, { name: 'qa', preset: 'dev' }),
    promotion: ['dev', 'qa', 'prod'],
  }),
  'an environment at the end': (model) => ({
    ...model,
    environments: [...model.environments, { name: 'qa' }],
    promotion: ['dev', 'prod', 'qa'],
  }),
  'an environment less': (model) => ({
    ...model,
    environments: model.environments.filter(({ name }) => name !== 'prod'),
    promotion: ['dev'],
  }),
  'something retired': (model) => ({
    ...model,
    argocd: {
      ...model.argocd,
      retired: [{ app: 'old', env: 'dev', namespace: 'old-dev', name: 'c1' }],
    },
  }),
  'a value of an environment': (model) => ({
    ...model,
    apps: (model.apps ?? []).map((app) => ({
      ...app,
      environments: { prod: { values: { replicas: 5 } } },
    })),
  }),
};

const commentsOf = (text: string) => text.match(/(?<=^| )#.*/gm) ?? [];
/** Comments that stand on a line that goes, go with it. */
const GOES: Readonly<Record<string, readonly string[]>> = {
  'an app less': ['# the shop'],
  'an environment less': ['# careful'],
};

describe('P14: an edit of a model', () => {
  test.each(Object.keys(CHANGES))(
    '(%s) says what was to be said, and keeps the comments',
    (name) => {
      const change = CHANGES[name]!;
      const edited = editModel(parseModel(MODEL), change);
      expect(modelInput(edited)).toEqual(change(modelInput(parseModel(MODEL))));
      const kept = commentsOf(MODEL).filter((comment) => !GOES[name]?.includes(comment));
      expect(commentsOf(edited.text)).toEqual(expect.arrayContaining(kept));
    },
  );

  test('touches no other line', () => {
    const { text } = editModel(parseModel(MODEL), CHANGES['an app more']!);
    expect(text).toBe(
      MODEL.replace(
        '# the end\n',
        '- name: more\n  example: acme/web\n  values:\n    replicas: 1\n# the end\n',
      ),
    );
  });

  test('takes lists in one line as they are', () => {
    const { text } = editModel(parseModel(MODEL), CHANGES['an environment in the middle']!);
    const lines = text.split('\n');
    const own = MODEL.split('\n').filter((line) => line !== 'promotion: [dev, prod]');
    expect(own.filter((line) => !lines.includes(line))).toEqual([]);
    expect(text).toMatch(
      /promotion: \[dev, qa, prod\]|promotion:\n {2}- dev\n {2}- qa\n {2}- prod\n/,
    );
  });

  test('that changes nothing leaves every byte', () => {
    const crlf = MODEL.replaceAll('\n', '\r\n');
    for (const text of [MODEL, crlf])
      expect(editModel(parseModel(text), (model) => model).text).toBe(text);
  });

  test('keeps Windows line ends', () => {
    const { text } = editModel(parseModel(MODEL.replaceAll('\n', '\r\n')), CHANGES['an app more']!);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('that is not valid is refused', () => {
    const bad: Change = (model) => ({
      ...model,
      apps: [...(model.apps ?? []), { ...MORE, name: 'No' }],
    });
    expect(() => editModel(parseModel(MODEL), bad)).toThrow(/an app name is made of/);
  });

  const notes = fc.array(fc.record({ line: fc.nat(60), own: fc.boolean() }), { maxLength: 4 });
  property.prop([fc.constantFrom(...Object.keys(CHANGES)), notes, fc.boolean()], { numRuns: 300 })(
    'keeps comments wherever they stand, except on what goes',
    (name, places, crlf) => {
      const base = printModel(modelInput(parseModel(MODEL)));
      const lines = base.split('\n').slice(0, -1);
      for (const [index, { line, own }] of places.entries()) {
        const at = line % lines.length;
        const note = `# note ${String(index)}`;
        if (own) lines.splice(at, 0, (/^ */.exec(lines[at]!)?.[0] ?? '') + note);
        else if (lines[at] !== '' && !lines[at]!.includes('#')) lines[at] = `${lines[at]!} ${note}`;
      }
      const text = lines.map((line) => `${line}${crlf ? '\r\n' : '\n'}`).join('');
      const change = CHANGES[name]!;
      const edited = editModel(parseModel(text), change);
      expect(modelInput(edited)).toEqual(change(modelInput(parseModel(text))));
      const removes = name === 'an app less' || name === 'an environment less';
      const wanted = removes ? [] : commentsOf(text);
      expect(commentsOf(edited.text).map((one) => one.trim())).toEqual(
        expect.arrayContaining(wanted.map((one) => one.trim())),
      );
    },
  );
});
