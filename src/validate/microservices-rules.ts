import { select } from '../manifests/kinds.js';
import type { HttpRoute, Ingress } from '../manifests/services.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { rulesOf } from '../manifests/network-edges.js';
import { environmentRank } from './environment-preset.js';
import { microservicesRule, serviceRule, type CalledService } from './called-service.js';
import type { Rule } from './rule.js';

/** Settings that name another service of the app: `http://stock:8080`, with gRPC `stock:8080`. */
const CALLEE = /^(?:http:\/\/)?([a-z][-a-z0-9]*):(\d+)$/;

const ADDRESS = /\d+\.\d+\.\d+\.\d+/;

/** The microservices app: edges that are said once, and what its services say of themselves. */
export const microservicesRules: readonly Rule[] = [
  microservicesRule({
    id: 'manifests/M-01',
    title: 'Requests from outside reach what is exposed, and nothing else',
    fix: 'make Services ClusterIP, and route only to services whose policy lets in what is outside',
    source: 'Kubernetes: Ingress',
    *check({ objects }) {
      for (const service of select(objects, 'v1/Service')) {
        const { type = 'ClusterIP' } = service.spec ?? {};
        if (type !== 'ClusterIP') yield { object: service, message: `its type is ${type}` };
      }
      const open = exposedServices(objects);
      for (const route of routesOf(objects)) {
        for (const name of backendsOf(route).filter((backend) => !open.has(backend))) {
          yield {
            object: route,
            message: `it leads to ${name}, which takes no requests from outside`,
          };
        }
      }
    },
  }),
  serviceRule({
    id: 'manifests/M-02',
    title: 'A service may call what it knows the address of, and nothing else',
    fix: 'change services[].calls, from which both the policies and the addresses are made',
    source: 'Kubernetes: Network Policies',
    *check({ callees, ...service }) {
      const told = new Set(addressesOf(service));
      for (const callee of callees) {
        if (!told.has(callee)) yield `it may call ${callee}, and is not told so`;
      }
      for (const address of told) {
        if (!callees.has(address)) yield `it is told to call ${address}, and may not`;
      }
    },
  }),
  serviceRule({
    id: 'manifests/M-03',
    title: 'Services are known by the names of their Services',
    fix: 'write the address as http://<service>:<port>',
    source: 'Kubernetes: DNS for Services and Pods',
    *check({ config }, { objects }) {
      const known = select(objects, 'v1/Service').flatMap(({ metadata, spec }) =>
        (spec?.ports ?? []).map(({ port }) => `${metadata?.name ?? ''}:${port ?? ''}`),
      );
      for (const [key, value] of Object.entries(config).filter(isAddress)) {
        const [, name = '', port = ''] = CALLEE.exec(value) ?? [];
        // Those of other apps are full names.
        const isFull = value.includes('.') && !ADDRESS.test(value);
        if (!isFull && !known.includes(`${name}:${port}`)) {
          yield `${key} is ${value}, which is no Service here`;
        }
      }
    },
  }),
  serviceRule({
    id: 'manifests/M-05',
    title: 'A service goes after the requests that it has',
    fix: 'set lifecycle.preStop.sleep from 5 seconds, and terminationGracePeriodSeconds 10 above it',
    source: 'Kubernetes: Pod Lifecycle; endpoints are removed while the pod already stops',
    *check({ pod, container }) {
      const sleep = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      if (sleep < 5) yield `preStop sleeps ${sleep} s`;
      const rest = (pod.spec.terminationGracePeriodSeconds ?? 0) - sleep;
      if (rest < 10) yield `${rest} s are left for its requests`;
    },
  }),
  microservicesRule({
    id: 'manifests/M-06',
    title: 'A route is for one host, encrypted where it matters, and does not wait for ever',
    fix: 'set the host, tls outside of dev, and the timeouts of an HTTPRoute',
    source: 'Gateway API: HTTPRoute; Kubernetes: Ingress',
    *check({ objects, env }, { model }) {
      for (const route of select(objects, 'networking.k8s.io/v1/Ingress')) {
        const hosts = (route.spec?.rules ?? []).map(({ host = '' }) => host);
        if (!hosts.every(isHost)) yield { object: route, message: 'it is for any host' };
        const covered = (route.spec?.tls ?? []).flatMap(({ hosts: named = [] }) => named);
        const plain = hosts.filter((host) => !covered.includes(host));
        if (plain.length > 0 && environmentRank(model, env) > 0) {
          yield { object: route, message: `${plain.join(', ')} has no TLS` };
        }
      }
      for (const route of select(objects, 'gateway.networking.k8s.io/v1/HTTPRoute')) {
        for (const message of routeComplaints(route)) yield { object: route, message };
      }
    },
  }),
  serviceRule({
    id: 'manifests/M-07',
    title: 'A service says who and where it is',
    fix: 'set LOG_FORMAT=json, OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES with deployment.environment',
    source: 'OpenTelemetry: Environment Variable Specification',
    *check({ config, name }) {
      if (config['LOG_FORMAT'] !== 'json') yield 'LOG_FORMAT is not json';
      if (config['OTEL_SERVICE_NAME'] !== name) yield 'OTEL_SERVICE_NAME is not its name';
      const { OTEL_RESOURCE_ATTRIBUTES: attributes = '' } = config;
      if (!attributes.includes('deployment.environment='))
        yield 'traces do not say the environment';
    },
  }),
  serviceRule({
    id: 'manifests/M-08',
    title: 'Versions of a service can be told apart',
    fix: 'label the pods app.kubernetes.io/version: stable or canary',
    source: 'Kubernetes: Recommended Labels',
    *check({ pod }) {
      if ((pod.labels['app.kubernetes.io/version'] ?? '') === '') yield 'its pods have no version';
    },
  }),
];

function isAddress([key]: [string, string]): boolean {
  return /_(URL|ADDRESS)$/.test(key) && !key.startsWith('PODINFO_');
}

/** `name:port` of the services of its own app that a service is told of. */
function addressesOf({ config }: Pick<CalledService, 'config'>): string[] {
  return Object.entries(config)
    .filter(isAddress)
    .flatMap(([, value]) => {
      const [, name, port] = CALLEE.exec(value) ?? [];
      return name === undefined || port === undefined ? [] : [`${name}:${port}`];
    });
}

function routesOf(objects: readonly KubernetesObject[]): (Ingress | HttpRoute)[] {
  return select(objects, 'networking.k8s.io/v1/Ingress', 'gateway.networking.k8s.io/v1/HTTPRoute');
}

function backendsOf({ spec = {} }: Ingress | HttpRoute): string[] {
  return (spec.rules ?? []).flatMap((rule) => [
    ...('backendRefs' in rule ? (rule.backendRefs ?? []).map(({ name = '?' }) => name) : []),
    ...('http' in rule
      ? (rule.http.paths ?? []).map(({ backend }) => backend?.service?.name ?? '?')
      : []),
  ]);
}

/** Services whose policy has a rule for a gateway, in another namespace or in a mesh beside them. */
function exposedServices(objects: readonly KubernetesObject[]): Set<string> {
  const open = rulesOf(objects)
    .filter(({ side, peers = [] }) => {
      const from = JSON.stringify(peers);
      return (
        side === 'ingress' &&
        (from.includes('"operator":"In"') || from.includes('gateway.networking.k8s.io/'))
      );
    })
    .map(({ policy }) => policy.spec?.podSelector?.matchLabels?.['app.kubernetes.io/name']);
  return new Set(
    select(objects, 'v1/Service').flatMap(({ metadata }) =>
      open.includes(metadata?.labels?.['app.kubernetes.io/name']) ? [metadata?.name ?? ''] : [],
    ),
  );
}

function* routeComplaints({ spec = {} }: HttpRoute): Iterable<string> {
  const { parentRefs = [], hostnames = [], rules = [] } = spec;
  if (parentRefs.length === 0) yield 'it has no gateway';
  if (hostnames.length === 0 || !hostnames.every(isHost)) yield 'it is for any host';
  if (rules.some(({ timeouts }) => !timeouts?.request || !timeouts.backendRequest)) {
    yield 'a rule has no timeouts';
  }
}

function isHost(host: string): boolean {
  return host !== '' && !host.includes('*');
}
