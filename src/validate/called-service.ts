import { select } from '../manifests/kinds.js';
import type { Deployment } from '../manifests/workloads.js';
import { networkEdges } from '../manifests/network-edges.js';
import type { Container } from '../manifests/pod-spec.js';
import { configMapsOf, podOf, type Pod } from '../manifests/pods.js';
import type { CheckedRepository } from './check-schemas.js';
import type { Build } from './repository.js';
import type { Rule, RuleText } from './rule.js';
import { overlayRule, type Complaint } from './scoped-rules.js';

/** A service of a microservices app in one environment, with the Deployment that runs it. */
export interface CalledService {
  readonly name: string;
  readonly workload: Deployment;
  readonly pod: Pod;
  readonly container: Container;
  /** What its ConfigMap says. */
  readonly config: Readonly<Record<string, string>>;
  /** `name:port` of the services that its policy lets it call. */
  readonly callees: ReadonlySet<string>;
}

export interface MicroservicesOverlay extends Build {
  readonly services: readonly CalledService[];
}

interface MicroservicesRule extends RuleText {
  check(overlay: MicroservicesOverlay, repository: CheckedRepository): Iterable<Complaint>;
}

/** A rule about every app that the model makes of the example microservices. */
export function microservicesRule(rule: MicroservicesRule): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      const app = repository.model?.apps.find(({ name }) => name === overlay.app);
      if (app?.example !== 'microservices') return;
      yield* rule.check({ ...overlay, services: servicesOf(overlay) }, repository);
    },
  });
}

interface ServiceRule extends RuleText {
  check(service: CalledService, overlay: MicroservicesOverlay): Iterable<string>;
}

/** A rule about every service of these apps. */
export function serviceRule(rule: ServiceRule): Rule {
  return microservicesRule({
    ...rule,
    *check(overlay) {
      for (const service of overlay.services) {
        for (const message of rule.check(service, overlay)) {
          yield { object: service.workload, message };
        }
      }
    },
  });
}

function servicesOf({ objects }: Build): CalledService[] {
  const edges = networkEdges(objects).filter(({ side }) => side === 'egress');
  return select(objects, 'apps/v1/Deployment').flatMap((workload) => {
    const pod = podOf(workload);
    const container = pod?.spec.containers?.[0];
    if (!pod || !container || !isService(pod)) return [];
    const maps = configMapsOf(pod);
    const config = select(objects, 'v1/ConfigMap')
      .filter(({ metadata }) => maps.has(metadata?.name ?? ''))
      .map(({ data = {} }) => data);
    const callees = edges
      .filter(({ client, server }) => client.owner === workload && isService(server))
      .map(({ server, port }) => `${nameOf(server)}:${port.replace('TCP ', '')}`);
    return {
      name: nameOf(pod),
      workload,
      pod,
      container,
      config: Object.assign({}, ...config) as Record<string, string>,
      callees: new Set(callees),
    };
  });
}

function isService({ labels }: Pod): boolean {
  return labels['app.kubernetes.io/component'] === 'service';
}

function nameOf({ labels }: Pod): string {
  return labels['app.kubernetes.io/name'] ?? '?';
}
