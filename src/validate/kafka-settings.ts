import type { Container, EnvironmentVariable } from '../manifests/pod-spec.js';
import type { KafkaNodes } from './kafka-node.js';

/** A variable of a container. */
export function variable({ env = [] }: Container, name: string): EnvironmentVariable | undefined {
  return env.find((one) => one.name === name);
}

/** Whether brokers keep their metadata in ZooKeeper: only a cluster with KRaft has an id from here. */
export function wantsZooKeeper({ cluster }: Pick<KafkaNodes, 'cluster'>): boolean {
  return !('CLUSTER_ID' in cluster);
}

/** The names of the listeners, and the protocol of each: `EXTERNAL` → `SASL_SSL`. */
export function listenersOf(settings: KafkaNodes['settings']) {
  const names = splitList(settings.get('listeners')).map((one) => one.split(':')[0] ?? '');
  const protocols = new Map(
    splitList(settings.get('listener.security.protocol.map')).map((one) => {
      const [name = '', protocol = ''] = one.split(':');
      return [name, protocol] as const;
    }),
  );
  return { names, protocols };
}

function splitList(text = ''): string[] {
  return text.split(',').filter((one) => one !== '');
}
