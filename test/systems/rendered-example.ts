import { select, type KubernetesObject } from '../../src/manifests/kinds.js';
import type { PodSpec } from '../../src/manifests/pod-spec.js';
import type { Values } from '../../src/model/repository-model.js';
import { withoutHash } from '../../src/manifests/name-hash.js';
import { buildOverlay, scaffoldExample } from '../support/scaffold-example.js';
import { parseObjects } from '../unit/validate/parse-objects.js';

/** What kustomize makes of an example's overlay. */
export interface RenderedExample {
  readonly objects: readonly KubernetesObject[];
}

export async function renderExample(
  name: string,
  { values = {}, environment = 'prod' }: { values?: Values; environment?: string } = {},
): Promise<RenderedExample> {
  const { model, files } = await scaffoldExample(name, { values });
  const app = model.apps[0]?.name ?? name;
  return { objects: parseObjects(await buildOverlay(files, app, environment)) };
}

/** The files of a ConfigMap, whatever hash its name ends with. */
export function configFiles({ objects }: RenderedExample, name: string): Record<string, string> {
  const map = select(objects, 'v1/ConfigMap').find(
    ({ metadata }) => withoutHash(metadata?.name ?? '') === name,
  );
  if (!map?.data) throw new Error(`there is no ConfigMap ${name}`);
  return map.data;
}

/** The pod of a StatefulSet. */
export function podSpec(rendered: RenderedExample, name: string): PodSpec {
  return statefulSet(rendered, name).template?.spec ?? {};
}

export function replicasOf(rendered: RenderedExample, name: string): number {
  return statefulSet(rendered, name).replicas ?? 1;
}

function statefulSet({ objects }: RenderedExample, name: string) {
  const found = select(objects, 'apps/v1/StatefulSet').find(
    ({ metadata }) => metadata?.name === name,
  );
  if (!found?.spec) throw new Error(`there is no StatefulSet ${name}`);
  return found.spec;
}

/**
 * The text with ports, hosts and directories of a pod replaced by those of the test.
 *
 * @throws Error where there is nothing to replace: the substitution would declare more than it does.
 */
export function substitute(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`there is no "${from}" to replace`);
    return result.replaceAll(from, to);
  }, text);
}
