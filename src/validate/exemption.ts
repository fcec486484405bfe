import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { RuleText } from './rule.js';

/** `exempt.gitops-gen.dev/manifests-B-02: "the image's own user"`. */
const PREFIX = 'exempt.gitops-gen.dev/';

type Annotations = Readonly<Record<string, string>>;

/** How each linter is told on an object to leave out a check. */
const LINTERS: Readonly<Record<string, (check: string, annotations: Annotations) => boolean>> = {
  polaris: (check, annotations) => annotations[`polaris.fairwinds.com/${check}-exempt`] === 'true',
  'kube-linter': (check, annotations) =>
    (annotations[`ignore-check.kube-linter.io/${check}`] ?? '') !== '',
  'kube-score': (check, annotations) =>
    (annotations['kube-score/ignore'] ?? '').split(',').some((id) => id.trim() === check),
};

/** Whether an object says, with a reason, that the rule is not meant for it. */
export function isExempt({ id, linters = [] }: RuleText, object: KubernetesObject): boolean {
  const annotations = object.metadata?.annotations ?? {};
  return (
    (annotations[exemptionKey(id)] ?? '').trim() !== '' ||
    linters.some((name) => {
      const [linter = '', check = ''] = name.split('/');
      return LINTERS[linter]?.(check, annotations) ?? false;
    })
  );
}

/** The annotation that exempts from a rule; its value is the reason. */
export function exemptionKey(ruleId: string): string {
  return PREFIX + ruleId.replaceAll('/', '-');
}

/** The annotations of an object that exempt, with their reasons. */
export function exemptionsOf(object: KubernetesObject): { key: string; reason: string }[] {
  return Object.entries(object.metadata?.annotations ?? {})
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, reason]) => ({ key, reason }));
}
