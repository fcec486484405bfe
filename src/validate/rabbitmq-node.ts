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

/** Of epmd, which knows where a node listens, and of the node. */
export const PEER_PORTS: readonly number[] = [4369, 25672];

/** The nodes of a RabbitMQ app in one environment. */
export interface RabbitmqNodes {
  readonly app: string;
  readonly workload: StatefulSet;
  readonly pod: Pod;
  readonly container: Container;
  /** The files that the pods mount. */
  readonly files: Readonly<Record<string, string>>;
  /** What the files of conf.d set; a later file wins. */
  readonly settings: ReadonlyMap<string, string>;
  readonly objects: readonly KubernetesObject[];
  readonly isProduction: boolean;
}

interface RabbitmqRule extends RuleText {
  check(nodes: RabbitmqNodes): Iterable<string>;
}

/** A rule about every app that the model makes of the example rabbitmq, unless an operator runs it. */
export function rabbitmqRule(rule: RabbitmqRule): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      const nodes = rabbitmqNodes(overlay, repository);
      if (!nodes) return;
      for (const message of rule.check(nodes)) yield { object: nodes.workload, message };
    },
  });
}

function rabbitmqNodes(overlay: Build, { model }: CheckedRepository): RabbitmqNodes | undefined {
  const app = overlay.app ?? '';
  if (model?.apps.find(({ name }) => name === app)?.example !== 'rabbitmq') return undefined;
  const workload = select(overlay.objects, 'apps/v1/StatefulSet').find(
    ({ metadata }) => metadata?.name === app,
  );
  const pod = workload && podOf(workload);
  const container = pod?.spec.containers?.[0];
  if (!workload || !pod || !container) return undefined;
  const files = filesOf(app, overlay.objects);
  return {
    app,
    workload,
    pod,
    container,
    files,
    settings: settingsOf(files),
    objects: overlay.objects,
    isProduction: isProduction(model, overlay.env),
  };
}

function filesOf(app: string, objects: readonly KubernetesObject[]): Record<string, string> {
  const map = select(objects, 'v1/ConfigMap').find(
    ({ metadata }) => withoutHash(metadata?.name ?? '') === `${app}-config`,
  );
  return map?.data ?? {};
}

function settingsOf(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const sorted = Object.entries(files)
    .filter(([name]) => name.endsWith('.conf'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return parseSettings(sorted.map(([, text]) => text).join('\n'));
}

/** The lines `key = value` of a rabbitmq.conf. */
export function parseSettings(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((line) => (line ? [[line[1] ?? '', line[2] ?? ''] as const] : [])));
}
