import { select } from '../manifests/kinds.js';
import type { StatefulSet } from '../manifests/workloads.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { Container } from '../manifests/pod-spec.js';
import { podOf, type Pod } from '../manifests/pods.js';
import type { CheckedRepository } from './check-schemas.js';
import { withoutHash } from '../manifests/name-hash.js';
import { isProduction } from './environment-preset.js';
import type { Build } from './repository.js';
import type { Rule, RuleText } from './rule.js';
import { overlayRule } from './scoped-rules.js';

export type KafkaRole = 'broker' | 'controller' | 'zookeeper';

/** The StatefulSet of one kind of nodes of a Kafka app, in one environment. */
export interface KafkaNodes {
  readonly role: KafkaRole;
  /** `<app>-<role>`. */
  readonly name: string;
  readonly workload: StatefulSet;
  readonly pod: Pod;
  readonly container: Container;
  /** The settings that are the same for all its pods; empty for ZooKeeper. */
  readonly settings: ReadonlyMap<string, string>;
  /** What all nodes of the environment start with. */
  readonly cluster: Readonly<Record<string, string>>;
  readonly app: string;
  readonly objects: readonly KubernetesObject[];
  readonly isProduction: boolean;
}

interface KafkaRule extends RuleText {
  check(nodes: KafkaNodes): Iterable<string>;
}

/** A rule about the nodes of such roles, in every app that the model makes of the example kafka. */
export function kafkaRule(roles: readonly KafkaRole[], rule: KafkaRule): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      for (const role of roles) {
        const nodes = kafkaNodes(role, overlay, repository);
        if (!nodes) continue;
        for (const message of rule.check(nodes)) yield { object: nodes.workload, message };
      }
    },
  });
}

function kafkaNodes(
  role: KafkaRole,
  overlay: Build,
  { model }: CheckedRepository,
): KafkaNodes | undefined {
  const app = overlay.app ?? '';
  if (model?.apps.find(({ name }) => name === app)?.example !== 'kafka') return undefined;
  const name = `${app}-${role}`;
  const workload = select(overlay.objects, 'apps/v1/StatefulSet').find(
    ({ metadata }) => metadata?.name === name,
  );
  const pod = workload && podOf(workload);
  const container = pod?.spec.containers?.[0];
  if (!workload || !pod || !container) return undefined;
  const config = dataOf(overlay.objects, `${name}-config`);
  const text = [config['server.properties'], config['environment.properties']].join('\n');
  return {
    role,
    name,
    workload,
    pod,
    container,
    settings: parseProperties(text),
    cluster: dataOf(overlay.objects, `${app}-cluster`),
    app,
    objects: overlay.objects,
    isProduction: isProduction(model, overlay.env),
  };
}

/** The data of a ConfigMap, whatever hash its name ends with. */
function dataOf(objects: readonly KubernetesObject[], name: string): Record<string, string> {
  const map = select(objects, 'v1/ConfigMap').find(
    ({ metadata }) => withoutHash(metadata?.name ?? '') === name,
  );
  return map?.data ?? {};
}

function parseProperties(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => /^[^#=]+=/.test(line));
  return new Map(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}
