import { select } from '../manifests/kinds.js';
import type { Deployment, StatefulSet } from '../manifests/workloads.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { Container } from '../manifests/pod-spec.js';
import { podOf, type Pod } from '../manifests/pods.js';
import type { CheckedRepository } from './check-schemas.js';
import { withoutHash } from '../manifests/name-hash.js';
import type { Build } from './repository.js';
import type { Rule, RuleText } from './rule.js';
import { overlayRule } from './scoped-rules.js';

/** A to-do app in one environment. */
export interface TodoApp {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}

/** One of its workloads, with the one container that it is there for. */
export interface Part<W extends KubernetesObject = Deployment | StatefulSet> {
  readonly workload: W;
  readonly pod: Pod;
  readonly container: Container;
  readonly app: TodoApp;
}

interface TodoRule extends RuleText {
  check(app: TodoApp, repository: CheckedRepository): Iterable<string>;
}

/** A rule about every app that the model makes of the example todo-app. */
export function todoRule(rule: TodoRule): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      if (isTodoApp(overlay, repository)) {
        yield* rule.check({ name: overlay.app ?? '', objects: overlay.objects }, repository);
      }
    },
  });
}

interface PartRule<W extends KubernetesObject> extends RuleText {
  check(part: Part<W>): Iterable<string>;
}

export const frontendRule = partRule('apps/v1/Deployment', 'frontend');
export const backendRule = partRule('apps/v1/Deployment', 'backend');
/** Its database, unless an operator runs that. */
export const postgresRule = partRule('apps/v1/StatefulSet', 'postgres');

function partRule<K extends 'apps/v1/Deployment' | 'apps/v1/StatefulSet'>(kind: K, name: string) {
  type Workload = K extends 'apps/v1/Deployment' ? Deployment : StatefulSet;
  return (rule: PartRule<Workload>): Rule =>
    overlayRule({
      ...rule,
      *check(overlay, repository) {
        if (!isTodoApp(overlay, repository)) return;
        const app = { name: overlay.app ?? '', objects: overlay.objects };
        const workload = select(overlay.objects, kind).find(
          ({ metadata }) => metadata?.name === `${app.name}-${name}`,
        ) as Workload | undefined;
        const pod = workload && podOf(workload);
        const container = pod?.spec.containers?.[0];
        if (!workload || !pod || !container) return;
        for (const message of rule.check({ workload, pod, container, app })) {
          yield { object: workload, message };
        }
      },
    });
}

/** The data of a ConfigMap, whatever hash its name ends with. */
export function configOf({ name, objects }: TodoApp, suffix: string): Record<string, string> {
  const map = select(objects, 'v1/ConfigMap').find(
    ({ metadata }) => withoutHash(metadata?.name ?? '') === `${name}-${suffix}`,
  );
  return map?.data ?? {};
}

/** The type and options of the volume at a path of a container; `undefined` where none is. */
export function volumeAt({ pod, container }: Part<KubernetesObject>, path: string) {
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === path);
  return mount && pod.spec.volumes?.find(({ name }) => name === mount.name);
}

function isTodoApp({ app }: Build, { model }: CheckedRepository): boolean {
  return model?.apps.find(({ name }) => name === app)?.example === 'todo-app';
}
