import { select } from './kinds.js';
import type { KubernetesObject, Labels } from './kubernetes-object.js';
import type { NetworkPolicy, Peer, Port } from './network-policy.js';
import { containersOf, podsOf, type Pod } from './pods.js';
import { selects } from './selectors.js';

/** What a policy lets through between two workloads of one namespace. */
export interface Edge {
  /** Whether the client's or the server's policy says so. */
  readonly side: 'egress' | 'ingress';
  readonly client: Pod;
  readonly server: Pod;
  /** `TCP 8080`; without ports, all of them: `any`. */
  readonly port: string;
  readonly policy: NetworkPolicy;
}

interface Rule {
  readonly side: Edge['side'];
  readonly policy: NetworkPolicy;
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly Port[] | undefined;
}

/** Every edge that the policies among `objects` allow between the workloads among them. */
export function networkEdges(objects: readonly KubernetesObject[]): Edge[] {
  const pods = podsOf(objects);
  return rulesOf(objects).flatMap(({ side, policy, peers = [], ports }) => {
    const own = pods.filter(({ labels }) => selects(policy.spec?.podSelector ?? {}, labels));
    const others = pods.filter(({ labels }) => peers.some((peer) => isPeer(peer, labels)));
    return own.flatMap((pod) =>
      others.flatMap((other) => {
        const [client, server] = side === 'egress' ? [pod, other] : [other, pod];
        return portsOf(ports, server).map((port) => ({ side, client, server, port, policy }));
      }),
    );
  });
}

/** The rules of all policies, ingress and egress alike. */
export function rulesOf(objects: readonly KubernetesObject[]): Rule[] {
  return select(objects, 'networking.k8s.io/v1/NetworkPolicy').flatMap((policy) => [
    ...(policy.spec?.ingress ?? []).map(({ from, ports }) => {
      return { side: 'ingress' as const, policy, peers: from, ports };
    }),
    ...(policy.spec?.egress ?? []).map(({ to, ports }) => {
      return { side: 'egress' as const, policy, peers: to, ports };
    }),
  ]);
}

/** Whether a peer is a pod of the policy's own namespace with these labels. */
export function isPeer({ podSelector, namespaceSelector }: Peer, labels: Labels): boolean {
  return podSelector !== undefined && !namespaceSelector && selects(podSelector, labels);
}

function portsOf(ports: readonly Port[] | undefined, server: Pod): string[] {
  if (ports === undefined) return ['any'];
  return ports.map(({ protocol = 'TCP', port = '', endPort }) => {
    const number = typeof port === 'string' ? (numberOf(port, server) ?? port) : port;
    return `${protocol} ${number}${endPort === undefined ? '' : `-${endPort}`}`;
  });
}

function numberOf(name: string, server: Pod): number | undefined {
  return containersOf(server)
    .flatMap(({ ports = [] }) => ports)
    .find((port) => port.name === name)?.containerPort;
}
