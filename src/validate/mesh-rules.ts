import type { TrafficPolicy, VirtualRoute } from '../manifests/istio.js';
import { select, type Kind } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { networkEdges, rulesOf } from '../manifests/network-edges.js';
import { podsOf } from '../manifests/pods.js';
import { selects } from '../manifests/selectors.js';
import { isProduction } from './environment-preset.js';
import type { Build } from './repository.js';
import type { Rule, RuleText } from './rule.js';
import { objectRule, overlayRule, type Complaint } from './scoped-rules.js';

const AUTHORIZATION = 'security.istio.io/v1/AuthorizationPolicy';
const RULE = 'networking.istio.io/v1/DestinationRule';
const ROUTES = 'networking.istio.io/v1/VirtualService';
const MESH: readonly Kind[] = ['security.istio.io/v1/PeerAuthentication', AUTHORIZATION, ROUTES];
/** What Istio may try again whatever the request does: nothing of it has arrived. */
const NOT_BEGUN = new Set(['connect-failure', 'refused-stream']);
const WRITES = new Set(['POST', 'PATCH']);

interface MeshRule extends RuleText {
  check(overlay: Build, production: boolean): Iterable<Complaint>;
}

/** A rule about overlays whose pods are in a mesh. */
function meshRule(rule: MeshRule): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, { model }) {
      if (select(overlay.objects, ...MESH).length > 0) {
        yield* rule.check(overlay, isProduction(model, overlay.env));
      }
    },
  });
}

/** Istio: both ends of a connection are known, and none waits for the other for ever. */
export const meshRules: readonly Rule[] = [
  meshRule({
    id: 'manifests/I-01',
    title: 'In a mesh, every connection is encrypted',
    fix: 'add a PeerAuthentication without selector and mtls.mode: STRICT',
    source: 'Istio: PeerAuthentication',
    *check({ objects }) {
      const strict = select(objects, 'security.istio.io/v1/PeerAuthentication').some(
        ({ spec }) => spec?.selector === undefined && spec?.mtls?.mode === 'STRICT',
      );
      if (!strict) yield 'connections without a certificate are taken';
    },
  }),
  meshRule({
    id: 'manifests/I-02',
    title: 'In a mesh, callers are known by their certificates',
    fix: 'add an AuthorizationPolicy with an empty spec, and for each workload one that allows the accounts of its callers',
    source: 'Istio: AuthorizationPolicy',
    *check({ objects }) {
      const policies = select(objects, AUTHORIZATION);
      if (!policies.some(({ spec }) => Object.keys(spec ?? {}).length === 0)) {
        yield 'what no policy allows is not denied';
      }
      yield* principalComplaints(objects);
    },
  }),
  objectRule([RULE], {
    id: 'manifests/I-04',
    title: 'A caller in a mesh does not pile up requests',
    fix: 'set connectionPool: tcp.maxConnections, tcp.connectTimeout, http.http1MaxPendingRequests; leave tls out, or ISTIO_MUTUAL',
    source: 'Istio: DestinationRule, ConnectionPoolSettings',
    *check({ spec }) {
      yield* poolComplaints(spec?.trafficPolicy ?? {});
    },
  }),
  objectRule([RULE], {
    id: 'manifests/I-05',
    title: 'A pod that answers with errors is left out, but never most of them',
    fix: 'set outlierDetection: consecutive5xxErrors, maxEjectionPercent up to 50, minHealthPercent',
    source: 'Istio: DestinationRule, OutlierDetection',
    *check({ spec }) {
      const { outlierDetection: detection = {} } = spec?.trafficPolicy ?? {};
      if (detection.consecutive5xxErrors === undefined) yield 'errors are not counted';
      if ((detection.maxEjectionPercent ?? 100) > 50) yield 'more than half may be left out';
      if (detection.minHealthPercent === undefined) yield 'minHealthPercent is not set';
    },
  }),
  objectRule([RULE], {
    id: 'manifests/I-06',
    title: 'Subsets of a service exist, and its name is a full one',
    fix: 'write host as <service>.<namespace>.svc.cluster.local, and label the pods as the subsets say',
    source: 'Istio: DestinationRule',
    *check({ spec = {} }, { objects }) {
      if (!/\.svc\./.test(spec.host ?? '')) yield `the host is ${spec.host ?? 'not set'}`;
      for (const { name = '?', labels = {} } of spec.subsets ?? []) {
        const found = podsOf(objects).some((pod) => selects({ matchLabels: labels }, pod.labels));
        if (!found) yield `subset ${name} has no pods`;
      }
      if (spec.trafficPolicy?.loadBalancer?.simple !== 'LEAST_REQUEST') {
        yield 'requests do not go to the pod that has the least';
      }
    },
  }),
  objectRule([ROUTES], {
    id: 'manifests/I-07',
    title: 'Only what is safe is tried again, within the time that a caller waits',
    fix: 'set attempts, perTryTimeout and retryOn of each route; (attempts + 1) × perTryTimeout up to timeout; for POST retryOn: connect-failure,refused-stream',
    source: 'Istio: VirtualService, HTTPRetry; Istio tries twice by itself',
    *check({ spec = {} }) {
      for (const route of spec.http ?? []) {
        for (const complaint of retryComplaints(route, spec.http?.length === 1)) {
          yield `${route.name ?? 'a route'}: ${complaint}`;
        }
      }
    },
  }),
  objectRule([ROUTES], {
    id: 'manifests/I-08',
    title: 'Routes of a mesh are for one service, and leave no request over',
    fix: 'name the host, and end with a route without match',
    source: 'Istio: VirtualService',
    *check({ spec = {} }) {
      const { hosts = [], http = [] } = spec;
      if (hosts.length === 0 || hosts.some((host) => host.includes('*')))
        yield 'it is for any host';
      if (http.at(-1)?.match !== undefined) yield 'the last route is not for the rest';
      for (const { route = [] } of http) {
        const sum = route.reduce((all, { weight = 100 }) => all + weight, 0);
        if (sum !== 100) yield `the weights add up to ${sum}`;
      }
    },
  }),
  meshRule({
    id: 'manifests/I-09',
    title: 'In prod, a mesh traces some requests and logs those that failed',
    fix: 'set randomSamplingPercentage up to 5, and a filter for accessLogging',
    source: 'Istio: Telemetry',
    *check({ objects }, production) {
      for (const object of select(objects, 'telemetry.istio.io/v1/Telemetry')) {
        const { tracing = [], accessLogging = [] } = object.spec ?? {};
        const share = Math.max(...tracing.map((one) => one.randomSamplingPercentage ?? 100), 0);
        if (production && share > 5) yield { object, message: `${share} % are traced` };
        if (production && accessLogging.some(({ filter }) => !filter)) {
          yield { object, message: 'every request is logged' };
        }
      }
    },
  }),
  meshRule({
    id: 'manifests/I-10',
    title: 'Sidecars know no more than they need',
    fix: 'add a Sidecar with egress.hosts ./* and istio-system/*',
    source: 'Istio: Sidecar',
    *check({ objects }) {
      const hosts = select(objects, 'networking.istio.io/v1/Sidecar').flatMap(({ spec }) =>
        (spec?.egress ?? []).flatMap(({ hosts: named = [] }) => named),
      );
      if (!hosts.includes('./*') || !hosts.includes('istio-system/*') || hosts.includes('*/*')) {
        yield 'each sidecar holds the whole mesh';
      }
    },
  }),
  meshRule({
    id: 'manifests/I-11',
    title: 'Sidecars get their certificates',
    fix: 'let pods with a sidecar reach istiod at TCP 15012',
    source: 'Istio: Application Requirements, ports',
    *check({ objects }) {
      const rules = rulesOf(objects).filter(
        ({ side, ports = [] }) => side === 'egress' && ports.some(({ port }) => port === 15012),
      );
      for (const { owner, labels } of podsOf(objects).filter(hasSidecar)) {
        const reached = rules.some(({ policy }) => selects(policy.spec?.podSelector ?? {}, labels));
        if (!reached) yield { object: owner, message: 'its sidecar does not reach istiod' };
      }
    },
  }),
];

/** Each caller that the network lets through is let through by the mesh, and no other of the app. */
function* principalComplaints(objects: readonly KubernetesObject[]): Iterable<Complaint> {
  const accounts = new Set(podsOf(objects).map(({ spec }) => spec.serviceAccountName ?? ''));
  const edges = networkEdges(objects).filter(({ side }) => side === 'ingress');
  for (const server of podsOf(objects).filter(hasSidecar)) {
    const policies = select(objects, AUTHORIZATION).filter(
      ({ spec }) => spec?.selector && selects(spec.selector, server.labels),
    );
    const allowed = policies
      .flatMap(({ spec }) => (spec?.rules ?? []).flatMap(({ from = [] }) => from))
      .flatMap(({ source }) => source?.principals ?? [])
      .map((principal) => principal.split('/').at(-1) ?? '')
      .filter((account) => accounts.has(account));
    const callers = edges
      .filter((edge) => edge.server.owner === server.owner)
      .map(({ client }) => client.spec.serviceAccountName ?? '');
    for (const account of new Set(callers.filter((one) => !allowed.includes(one)))) {
      yield { object: server.owner, message: `the mesh denies ${account}, which may call it` };
    }
    for (const account of new Set(allowed.filter((one) => !callers.includes(one)))) {
      yield { object: server.owner, message: `the mesh allows ${account}, which may not call it` };
    }
  }
}

function hasSidecar({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean {
  return labels['sidecar.istio.io/inject'] === 'true';
}

function* poolComplaints({ tls, connectionPool = {} }: TrafficPolicy): Iterable<string> {
  if (connectionPool.tcp?.maxConnections === undefined) yield 'maxConnections is not set';
  if (connectionPool.tcp?.connectTimeout === undefined) yield 'connectTimeout is not set';
  if (connectionPool.http?.http1MaxPendingRequests === undefined) yield 'any number may wait';
  if (tls && tls.mode !== 'ISTIO_MUTUAL') yield `tls.mode is ${tls.mode ?? 'not set'}`;
}

/** `any`: the route is for reads and writes alike. */
function* retryComplaints(route: VirtualRoute, any: boolean): Iterable<string> {
  const { match = [], retries = {}, timeout } = route;
  const { attempts, perTryTimeout, retryOn = '' } = retries;
  if (attempts === undefined) yield 'Istio decides how often it is tried';
  if (timeout === undefined) yield 'it waits for ever';
  if ((attempts ?? 2) === 0) return;
  const seconds = ((attempts ?? 2) + 1) * parseFloat(perTryTimeout ?? 'Infinity');
  if (seconds > parseFloat(timeout ?? 'Infinity')) yield `${seconds} s of tries do not fit`;
  const writes = any || match.some(({ method }) => WRITES.has(method?.exact ?? ''));
  if (writes && !retryOn.split(',').every((reason) => NOT_BEGUN.has(reason))) {
    yield 'it may do a thing twice';
  }
}
