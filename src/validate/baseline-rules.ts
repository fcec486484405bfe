import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { clusterOf } from '../model/applications.js';
import { writtenApplications } from './deployments.js';
import { withoutHash } from '../manifests/name-hash.js';
import type { Repository } from './repository.js';
import type { Rule } from './rule.js';

/** What must not change, or not unseen, compared with an earlier state of the repository. */
export const baselineRules: readonly Rule[] = [
  {
    id: 'argocd/A-03-unchanged',
    title: 'Applications keep their names',
    fix: 'change the name back; moving an app is deleting it in one commit and adding it in another',
    source: 'argo-cd#16721, #9227: the finalizer of the old one deletes the workloads',
    needs: ['baseline'],
    *check(repository) {
      const before = applicationNames(repository.baseline);
      for (const [what, name] of applicationNames(repository)) {
        const old = before.get(what) ?? name;
        if (old !== name)
          yield { overlay: repository.argocd, message: `${name} was called ${old}` };
      }
    },
  },
  unchangedRule('StatefulSet', {
    id: 'argocd/R-06-unchanged',
    title: 'What a StatefulSet cannot change stays',
    fix: 'change it back, or delete the StatefulSet with --cascade=orphan first',
    source: 'argo-cd#1068',
    fields: ['serviceName', 'selector', 'podManagementPolicy', 'volumeClaimTemplates'],
  }),
  unchangedRule('Deployment', {
    id: 'argocd/R-07-unchanged',
    title: 'Workloads keep their selectors',
    fix: 'change the selector back, or give the workload another name',
    source: 'kustomize#1009: selectors are immutable',
    fields: ['selector'],
  }),
  {
    id: 'argocd/R-13',
    title: 'Nothing vanishes unseen',
    fix: 'put it back; where it is meant to go, say so with --ignore argocd/R-13',
    source: 'Argo CD: appcontroller.go; its guard acts only when all objects vanish',
    needs: ['baseline'],
    *check({ baseline, overlays }) {
      for (const overlay of overlays) {
        const old = baseline?.overlays.find(({ folder }) => folder === overlay.folder);
        const left = new Set(overlay.objects.map(nameOf));
        for (const object of (old?.objects ?? []).filter((one) => !left.has(nameOf(one)))) {
          yield { overlay, object, message: 'it is gone' };
        }
      }
    },
  },
];

interface UnchangedRule {
  readonly id: string;
  readonly title: string;
  readonly fix: string;
  readonly source: string;
  readonly fields: readonly string[];
}

function unchangedRule(
  kind: 'StatefulSet' | 'Deployment',
  { fields, ...text }: UnchangedRule,
): Rule {
  return {
    ...text,
    needs: ['baseline'],
    *check({ baseline, overlays }) {
      for (const overlay of overlays) {
        const old = baseline?.overlays.find(({ folder }) => folder === overlay.folder);
        for (const object of select(overlay.objects, `apps/v1/${kind}`)) {
          const before = old?.objects.find((one) => nameOf(one) === nameOf(object));
          const changed = fields.filter(
            (field) => valueOf(before, field) !== valueOf(object, field),
          );
          if (before && changed.length > 0) {
            yield { overlay, object, message: `${changed.join(', ')} changed` };
          }
        }
      }
    },
  };
}

function valueOf(object: KubernetesObject | undefined, field: string): string | undefined {
  return JSON.stringify((object?.spec as Record<string, unknown> | undefined)?.[field]);
}

function nameOf({ kind = '', metadata = {} }: KubernetesObject): string {
  return [kind, metadata.namespace ?? '', withoutHash(metadata.name ?? '')].join(' ');
}

/** By what they deploy, and where. */
function applicationNames(repository: Pick<Repository, 'argocd'> | undefined): Map<string, string> {
  const all = repository ? writtenApplications(repository) : [];
  return new Map(
    all.map(({ application: { spec, metadata } }) => [
      `${spec?.source?.path ?? ''} ${clusterOf(spec?.destination)}`,
      metadata?.name ?? '',
    ]),
  );
}
