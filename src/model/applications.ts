import type { Destination, Environment } from './repository-model.js';

const IN_CLUSTER: Destination = { server: 'https://kubernetes.default.svc' };

interface Address {
  readonly name?: string | undefined;
  readonly server?: string | undefined;
}

export function destinationsOf({ destinations }: Environment): readonly Destination[] {
  return destinations ?? [IN_CLUSTER];
}

/** A destination as a part of names: `eu`, `10-0-0-1`, `2001-db8--1`. */
export function clusterLabel({ name, server }: Destination): string {
  return name ?? hostLabel(new URL(server ?? '').hostname);
}

function hostLabel(host: string): string {
  return host.replace(/[^a-z0-9]/g, '-').replace(/^-+|-+$/g, '');
}

/** Address of a cluster, of whichever kind; that of Argo CD's own has two, which are one here. */
export function clusterOf({ name, server }: Address = {}): string {
  return name === 'in-cluster' ? (IN_CLUSTER.server ?? '') : (server ?? name ?? '');
}

/** Names of Applications: `<app>-<env>`, with several destinations also `-<cluster>`. */
export function applicationName(app: string, environment: Environment, to: Destination): string {
  const several = destinationsOf(environment).length > 1;
  return several ? `${app}-${environment.name}-${clusterLabel(to)}` : `${app}-${environment.name}`;
}

/** The names of an app's Applications in an environment, one for each destination. */
export function applicationNames(app: string, environment: Environment): string[] {
  return destinationsOf(environment).map((to) => applicationName(app, environment, to));
}
