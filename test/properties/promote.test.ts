import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editHold } from '../../src/images/edit-hold.js';
import { editImages } from '../../src/images/edit-images.js';
import { parseBumpArgument } from '../../src/images/parse-bump-argument.js';
import { evaluateBump } from '../../src/workflows/evaluate-bump.js';
import type { BumpTarget } from '../../src/workflows/find-bump-targets.js';
import { planFile } from '../../src/workflows/plan-rollback.js';
import { planPromotion } from '../../src/workflows/plan-promotion.js';

const CASES = { numRuns: 100 };
const TODAY = '2026-06-01';
const MODEL = `apiVersion: gitops-gen.dev/v1
repository: { url: https://git.example.com/acme/deploy.git }
argocd: { project: acme }
environments: [{ name: dev }, { name: prod }]
apps: [{ name: todo, example: todo-app }]
`;
const DEV = 'overlays/dev/todo/kustomization.yaml';
const PROD = 'overlays/prod/todo/kustomization.yaml';
const NAMES = ['a', 'b', 'c'];

const tag = fc.oneof(
  fc.stringMatching(/^v[0-9]{1,3}(\.[0-9a-z]{1,3})?$/),
  fc.constantFrom('1.20', '0x1F', 'yes', '1.2.3'),
);
const digest = fc.constantFrom('0', '1', 'f').map((digit) => `sha256:${digit.repeat(64)}`);
const name = fc.stringMatching(/^[a-z]{1,4}\.io\/[a-z]{1,4}$/);
const quote = fc.constantFrom('', "'", '"');

/** One entry. */
const entry = fc
  .record({
    newName: fc.option(name, { nil: undefined }),
    newTag: fc.option(tag, { nil: undefined }),
    digest: fc.option(digest, { nil: undefined }),
    isPacked: fc.boolean(),
    quote,
  })
  .map(({ isPacked, quote: mark, ...fields }) => {
    const packed = isPacked && fields.newTag !== undefined && fields.digest !== undefined;
    const shown = packed
      ? { ...fields, newTag: `${fields.newTag}@${fields.digest}`, digest: undefined }
      : fields;
    return Object.entries(shown).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}: ${mark}${value}${mark}`],
    );
  });

/** A kustomization with an entry for each name. */
const overlay = fc
  .record({
    entries: fc.tuple(entry, entry, entry),
    isFlow: fc.boolean(),
    indent: fc.constantFrom('', '  ', '    '),
    lineBreak: fc.constantFrom('\n', '\r\n'),
    head: fc.constantFrom('', 'resources: [../x]\n# über\n'),
    comment: fc.constantFrom('', ' # own'),
    tail: fc.constantFrom('', 'patches: []\n', '# end\n'),
  })
  .map(({ entries, isFlow, indent, lineBreak, head, comment, tail }) => {
    const items = entries.map((fields, nth) => {
      const all = [`name: ${NAMES[nth] ?? ''}`, ...fields];
      return isFlow
        ? `${indent}- {${all.join(', ')}}${comment}\n`
        : `${indent}- ${all.join(`${comment}\n${indent}  `)}${comment}\n`;
    });
    return `${head}images:\n${items.join('')}${tail}`.replaceAll('\n', lineBreak);
  });

const value = fc.oneof(
  tag,
  digest,
  fc.tuple(tag, digest).map((parts) => parts.join('@')),
  fc.tuple(name, tag).map((parts) => parts.join(':')),
);

/** The files after targets were set in them. */
async function afterwards(
  files: Readonly<Record<string, string>>,
  targets: readonly BumpTarget[],
): Promise<Readonly<Record<string, string>>> {
  const tree = { read: (path: string) => Promise.resolve(files[path]) };
  const { edits } = await evaluateBump(tree, targets, { today: TODAY, overHold: true });
  return { ...files, ...Object.fromEntries([...edits].map(([path, { after }]) => [path, after])) };
}

async function promoted(files: Readonly<Record<string, string>>) {
  const tree = { read: (path: string) => Promise.resolve(files[path]) };
  const request = { apps: ['todo'], from: 'dev', to: 'prod', force: false };
  return afterwards(files, (await planPromotion(tree, request)).targets);
}

test('a promotion a second time changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(overlay, overlay, async (dev, prod) => {
      const once = await promoted({ 'gitops-gen.yaml': MODEL, [DEV]: dev, [PROD]: prod });
      expect(await promoted(once)).toEqual(once);
      expect(once[DEV]).toBe(dev);
    }),
    CASES,
  );
});

test('a rollback by one deployment after a bump gives the bytes before it', async () => {
  await fc.assert(
    fc.asyncProperty(overlay, fc.constantFrom(...NAMES), value, async (before, image, wanted) => {
      const change = parseBumpArgument(`${image}=${wanted}`);
      const { content } = editImages({ path: PROD, text: before }, [change], { today: TODAY });
      fc.pre(content !== before);
      const versions = [
        { commit: 'new', text: content },
        { commit: 'old', text: before },
      ];
      const history = {
        async *versionsOf() {
          yield* await Promise.resolve(versions);
        },
        versionAt: () => Promise.resolve(undefined),
      };
      const file = { path: PROD, text: content, env: 'prod', app: 'todo' };
      const { target } = await planFile(history, file, { back: { steps: 1 } });
      expect((await afterwards({ [PROD]: content }, [target]))[PROD]).toBe(before);
    }),
    CASES,
  );
});

test('a hold that is released leaves the bytes before it', () => {
  const hold = fc.record(
    { until: fc.constant('2026-12-31'), reason: fc.stringMatching(/^[ -~é漢]{0,20}$/) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(overlay, fc.constantFrom(...NAMES), hold, (text, image, wanted) => {
      const held = editHold({ path: PROD, text }, image, wanted);
      expect(held).not.toBe(text);
      expect(editHold({ path: PROD, text: held }, image)).toBe(text);
    }),
    CASES,
  );
});
