import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { isPeer, networkEdges, rulesOf, type Edge } from '../manifests/network-edges.js';
import type { NetworkPolicy, Peer, Port } from '../manifests/network-policy.js';
import { containersOf, podsOf, type Pod } from '../manifests/pods.js';
import { isEmptySelector, selects } from '../manifests/selectors.js';
import type { Rule } from './rule.js';
import { objectRule, overlayRule, podRule } from './scoped-rules.js';

const POLICY = 'networking.k8s.io/v1/NetworkPolicy';
/** Resolvers on the node, which no pod selector matches. */
const NODE_RESOLVERS = ['169.254.20.10/32', '169.254.169.254/32'];
/** Istio's proxy and ztunnel listen in every pod, and no container declares it. */
const MESH_PORTS = new Set([15008, 15020, 15090]);

/** Who may talk to whom. */
export const networkRules: readonly Rule[] = [
  overlayRule({
    id: 'manifests/B-23',
    title: 'Nothing may talk that is not allowed to',
    fix: 'add a NetworkPolicy with podSelector: {}, both policyTypes, and neither ingress nor egress',
    source: 'Kubernetes: Network Policies, default deny all',
    *check({ objects }) {
      const pods = podsOf(objects);
      if (pods.length > 0 && !select(objects, POLICY).some(deniesAll)) {
        yield 'no NetworkPolicy denies all that is not allowed';
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-24',
    title: 'Everything may resolve names',
    fix: `add a NetworkPolicy with podSelector: {} and egress to port 53 (UDP and TCP) of kube-dns and of ${NODE_RESOLVERS.join(', ')}`,
    source: 'tektoncd/operator#4000: NodeLocal DNSCache and Cloud DNS are no pods',
    *check({ objects }) {
      const rules = rulesOf(objects).filter(
        ({ side, policy }) => side === 'egress' && isEmptySelector(policy.spec?.podSelector ?? {}),
      );
      const allowed = rules.some(({ peers, ports }) => isDns(peers ?? [], ports ?? []));
      if (podsOf(objects).length > 0 && !allowed) {
        yield 'no NetworkPolicy lets all pods reach every kind of resolver';
      }
    },
  }),
  objectRule([POLICY], {
    id: 'manifests/B-25',
    title: 'A policy is for one workload, both ways',
    fix: 'select by one label, and list both policyTypes and at least one egress rule (repeat the one for DNS)',
    source: 'Polaris: missingNetworkPolicy',
    *check({ spec = {} }) {
      const { podSelector = {}, policyTypes = [], egress = [] } = spec;
      if (isEmptySelector(podSelector)) return;
      const keys = Object.keys(podSelector.matchLabels ?? {});
      if (keys.length !== 1 || podSelector.matchExpressions !== undefined) {
        yield `podSelector reads ${keys.length} labels`;
      }
      if (policyTypes.length !== 2) yield `policyTypes are ${policyTypes.join(', ') || 'not set'}`;
      if (egress.length === 0) yield 'there is no egress rule';
    },
  }),
  podRule({
    id: 'manifests/B-25-exists',
    title: 'Every workload has a policy of its own',
    fix: 'add a NetworkPolicy that selects its app.kubernetes.io/name',
    source: 'kube-score: pod-networkpolicy',
    linters: ['kube-score/pod-networkpolicy'],
    *check(pod, { objects }) {
      if (ownPolicies(pod, objects).length === 0) yield 'no NetworkPolicy is for it';
    },
  }),
  podRule({
    id: 'manifests/L-11',
    title: 'A workload receives something',
    fix: 'add an ingress rule; where it receives nothing, annotate polaris.fairwinds.com/missingNetworkPolicy-exempt: "true"',
    source: 'Polaris: missingNetworkPolicy',
    linters: ['polaris/missingNetworkPolicy'],
    *check(pod, { objects }) {
      const policies = ownPolicies(pod, objects);
      if (policies.length > 0 && policies.every(({ spec }) => (spec?.ingress ?? []).length === 0)) {
        yield 'its policy has no ingress rule';
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-26',
    title: 'Policies name ports of pods, not of Services',
    fix: 'use a containerPort of the pods that receive',
    source: 'Kubernetes: Network Policies; they act on pods, behind Services',
    *check({ objects }) {
      const pods = podsOf(objects);
      for (const { side, policy, peers = [], ports = [] } of rulesOf(objects)) {
        const servers = pods.filter(({ labels }) =>
          side === 'ingress'
            ? selects(policy.spec?.podSelector ?? {}, labels)
            : peers.some((peer) => isPeer(peer, labels)),
        );
        const unknown = ports.find((port) => !servers.some((pod) => listensOn(pod, port)));
        if (servers.length > 0 && unknown) {
          const names = servers.map(({ owner }) => owner.metadata?.name ?? '?').join(', ');
          yield {
            object: policy,
            message: `${side} to ${unknown.port ?? 'any port'}, which is no port of ${names}`,
          };
        }
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-27',
    title: 'Both ends of a connection allow it',
    fix: 'give the client an egress and the server an ingress rule with the same port',
    source: 'Kubernetes: Network Policies; both sides have to allow a connection',
    *check({ objects }) {
      const edges = networkEdges(objects);
      for (const edge of edges) {
        if (!edges.some((other) => other.side !== edge.side && sameConnection(edge, other))) {
          yield { object: edge.policy, message: describeHalf(edge) };
        }
      }
      for (const { side, policy, peers, ports } of rulesOf(objects)) {
        if (!peers && !ports) yield { object: policy, message: `it allows all ${side}` };
      }
    },
  }),
];

function deniesAll({ spec = {} }: NetworkPolicy): boolean {
  const { podSelector = {}, policyTypes = [], ingress = [], egress = [] } = spec;
  const both = policyTypes.includes('Ingress') && policyTypes.includes('Egress');
  return isEmptySelector(podSelector) && both && ingress.length + egress.length === 0;
}

function isDns(peers: readonly Peer[], ports: readonly Port[]): boolean {
  const cluster = peers.some(
    ({ namespaceSelector, podSelector }) =>
      namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] === 'kube-system' &&
      podSelector?.matchLabels?.['k8s-app'] === 'kube-dns',
  );
  const node = NODE_RESOLVERS.every((cidr) => peers.some(({ ipBlock }) => ipBlock?.cidr === cidr));
  const both = ['UDP', 'TCP'].every((protocol) =>
    ports.some((port) => port.port === 53 && port.protocol === protocol),
  );
  return cluster && node && both;
}

/** Policies that select the pod, apart from those for all pods. */
function ownPolicies(pod: Pod, objects: readonly KubernetesObject[]): NetworkPolicy[] {
  return select(objects, POLICY).filter(({ spec }) => {
    const { podSelector = {} } = spec ?? {};
    return !isEmptySelector(podSelector) && selects(podSelector, pod.labels);
  });
}

/** Of a range, which stands for ports that are chosen while a program runs, nothing is known. */
function listensOn(pod: Pod, { port, endPort }: Port): boolean {
  if (port === undefined || endPort !== undefined || MESH_PORTS.has(Number(port))) return true;
  return containersOf(pod)
    .flatMap(({ ports = [] }) => ports)
    .some(({ name, containerPort }) => name === port || containerPort === port);
}

function sameConnection(a: Edge, b: Edge): boolean {
  return (
    a.client.owner === b.client.owner && a.server.owner === b.server.owner && a.port === b.port
  );
}

function describeHalf({ side, client, server, port }: Edge): string {
  const [from, to] = [client, server].map(({ owner }) => owner.metadata?.name ?? '?');
  return side === 'egress'
    ? `${from} may ask ${to} at ${port}, but ${to} does not take it`
    : `${to} takes ${port} from ${from}, but ${from} may not ask`;
}
