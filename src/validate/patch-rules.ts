import { join } from 'node:path/posix';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { kustomizationClosure } from '../render/closure.js';
import type { CheckedRepository } from './check-schemas.js';
import { withoutHash } from '../manifests/name-hash.js';
import { kustomizationRule, type Kustomization } from './kustomization-file.js';
import { onceFor } from './once-for.js';
import type { Rule } from './rule.js';

type Patch = NonNullable<Kustomization['patches']>[number];

/** After these, an object is not what the target said. */
const TAKES_AWAY = /\$patch: *["']?delete|metadata\/name|\/kind\b/;

/** Kustomize says nothing of a target that is not there, and leaves the patch out. */
export const patchRules: readonly Rule[] = [
  kustomizationRule({
    id: 'references/patch',
    title: 'Every patch changes something',
    fix: 'correct kind and name of the target: they are patterns for whole names, before prefix and hash',
    source: 'Kustomize: patches; a target that selects nothing is no error',
    severity: 'warning',
    *check({ path, folder, value }, repository) {
      const objects = buildsReading(repository).get(path);
      for (const [index, patch] of (value.patches ?? []).entries()) {
        const { target } = patch;
        const text = patch.patch ?? repository.files.get(join(folder, patch.path ?? ''))?.content;
        if (!objects || !target || text === undefined || TAKES_AWAY.test(text)) continue;
        if (!objects.some((object) => isTarget(target, object))) {
          const name = [target.kind, target.name].filter((part) => part !== undefined).join(' ');
          yield { at: ['patches', index], message: `nothing is ${name}` };
        }
      }
    },
  }),
];

/** What the builds that read a kustomization have, by its path. */
const buildsReading = onceFor(({ files, overlays, argocd }: CheckedRepository) => {
  const byPath = new Map<string, KubernetesObject[]>();
  for (const { folder, objects } of [...overlays, argocd]) {
    for (const path of kustomizationClosure(files, folder)) {
      byPath.set(path, [...(byPath.get(path) ?? []), ...objects]);
    }
  }
  return byPath;
});

/** By kind and name; what is said beside, such as labels, is taken for true. */
function isTarget({ kind, name }: NonNullable<Patch['target']>, object: KubernetesObject): boolean {
  const own = object.metadata?.name ?? '';
  const names = own
    .split('-')
    .flatMap((_, from, parts) => parts.map((__, to) => parts.slice(from, to + 1).join('-')));
  return matches(kind, [object.kind ?? '']) && matches(name, [own, withoutHash(own), ...names]);
}

/** Whether a pattern is that of one of the texts as a whole; one that cannot be read is. */
function matches(pattern: string | undefined, texts: readonly string[]): boolean {
  if (pattern === undefined) return true;
  try {
    const whole = new RegExp(`^(?:${pattern})$`);
    return texts.some((text) => whole.test(text));
  } catch {
    return true;
  }
}
