import { UsageError } from '../errors.js';
import { isStandIn } from '../images/is-stand-in.js';
import { findImages, type ImageFile } from '../images/survey-images.js';
import { isOfKind, select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { containersOf, podsOf } from '../manifests/pods.js';
import { isEmptySelector, selects } from '../manifests/selectors.js';
import { groupOf } from '../model/object-id.js';
import { presetOf, type App } from '../model/repository-model.js';
import { withoutHash } from '../manifests/name-hash.js';
import { environmentNamed, environmentRank } from './environment-preset.js';
import { overlayFileIn } from './kustomization-file.js';
import type { Build } from './repository.js';
import type { Rule, Violation } from './rule.js';
import { overlayRule } from './scoped-rules.js';
import { shareCluster } from './share-cluster.js';
import { sizesOf } from './sizes.js';

/** Kinds that an environment has or has not: exposure, scaling, monitoring, where secrets are from. */
const TRAITS = new Set([
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'Ingress',
  'HTTPRoute',
  'Certificate',
  'SecretStore',
  'SealedSecret',
]);
const TRAIT_GROUPS = /^(generators\.external-secrets\.io|monitoring\.coreos\.com|.*\.istio\.io)$/;

/**
 * An app in one environment against the same app in another. That none of them weakens the rules
 * of pods and networks (E-02) needs no rule: those are about every overlay.
 */
export const environmentRules: readonly Rule[] = [
  {
    id: 'manifests/E-01',
    title: 'An app is the same in all environments',
    fix: 'add the object to the base; where it is meant for some environments only, annotate exempt.gitops-gen.dev/manifests-E-01 with the reason',
    source: 'The Twelve-Factor App: dev/prod parity',
    *check({ overlays }) {
      for (const [overlay, other] of pairs(overlays)) {
        const names = new Set(comparable(other).map(nameOf));
        for (const object of comparable(overlay).filter((one) => !names.has(nameOf(one)))) {
          yield { overlay, object, message: `there is none in ${other.env ?? other.folder}` };
        }
      }
    },
  },
  {
    id: 'manifests/E-03',
    title: 'Environments do not share a namespace',
    fix: 'set namespace of the overlay to <app>-<env>',
    source: 'Kubernetes: Namespaces',
    *check({ overlays, model }) {
      for (const [overlay, other] of pairs(overlays)) {
        const namespaces = namespacesOf(other);
        const shared = [...namespacesOf(overlay)].find((name) => namespaces.has(name));
        if (shared !== undefined && shareCluster(model, overlay, other)) {
          yield { overlay, message: `${other.folder} is in namespace ${shared} too` };
        }
      }
    },
  },
  {
    id: 'manifests/E-04',
    title: 'Environments do not pass for one another',
    fix: 'give each environment its own host names, CLUSTER_ID and cluster_name',
    source: 'Kafka: a node joins whatever cluster has its id',
    *check({ overlays }) {
      for (const [overlay, other] of pairs(overlays)) {
        const taken = new Set(identitiesOf(other.objects));
        for (const identity of identitiesOf(overlay.objects)) {
          if (taken.has(identity))
            yield { overlay, message: `${other.folder} has ${identity} too` };
        }
      }
    },
  },
  overlayRule({
    id: 'manifests/E-05',
    title: 'Prod runs what was tested, by digest',
    fix: 'promote or bump with a digest: gitops-gen bump IMAGE=TAG@sha256:…',
    source: 'Kyverno: require-image-checksum',
    needs: ['model'],
    *check({ folder, env, app }, { model, files }) {
      const environment = environmentNamed(model, env);
      if (!environment || presetOf(environment) !== 'prod') return;
      const path = overlayFileIn(files, folder);
      if (path === undefined) return;
      const ours = model?.apps.find(({ name }) => name === app);
      yield* withoutDigest({ path, text: files.get(path)?.content ?? '' }, ours);
    },
  }),
  {
    id: 'manifests/E-06',
    title: 'Nothing is bigger than where it goes next',
    fix: 'raise it in the later environment, or lower it in the earlier',
    source: 'A size that prod lacks was never tested for prod',
    needs: ['model'],
    *check({ overlays, model }) {
      for (const [overlay, later] of pairs(overlays)) {
        if (environmentRank(model, overlay.env) >= environmentRank(model, later.env)) continue;
        const limits = sizesOf(later.objects);
        for (const { object, what, size } of sizesOf(overlay.objects)) {
          const limit = limits.find((other) => other.what === what)?.size ?? size;
          if (size > limit) {
            yield { overlay, object, message: `${what} is more than in ${later.env ?? ''}` };
          }
        }
      }
    },
  },
];

/** Every overlay with every other of the same app in another environment. */
function pairs(overlays: readonly Build[]): [Build, Build][] {
  const byApp = new Map<string, Build[]>();
  for (const overlay of overlays) {
    if (overlay.app === undefined || overlay.env === undefined) continue;
    byApp.set(overlay.app, [...(byApp.get(overlay.app) ?? []), overlay]);
  }
  return [...byApp.values()].flatMap((same) =>
    same.flatMap((overlay) =>
      same
        .filter(({ env }) => env !== overlay.env)
        .map((other): [Build, Build] => [overlay, other]),
    ),
  );
}

/** What has to be the same everywhere: all but traits and what is open to the outside. */
function comparable({ objects }: Build): KubernetesObject[] {
  const pods = podsOf(objects);
  return objects.filter((object) => {
    const { apiVersion = '', kind = '' } = object;
    if (TRAITS.has(kind) || TRAIT_GROUPS.test(groupOf(apiVersion))) return false;
    if (isOfKind(object, 'v1/Service')) return !isExternal(object.spec?.type);
    if (!isOfKind(object, 'networking.k8s.io/v1/NetworkPolicy')) return true;
    // A policy for pods that somebody else starts, such as those that answer ACME challenges.
    const selector = object.spec?.podSelector ?? {};
    return isEmptySelector(selector) || pods.some(({ labels }) => selects(selector, labels));
  });
}

function isExternal(type: string | undefined): boolean {
  return type === 'LoadBalancer' || type === 'NodePort';
}

function nameOf({ kind = '', metadata }: KubernetesObject): string {
  return `${kind} ${withoutHash(metadata?.name ?? '')}`;
}

function namespacesOf({ objects }: Build): Set<string> {
  return new Set(objects.flatMap(({ metadata }) => metadata?.namespace ?? []));
}

/** What must not be found twice in the world: host names, ids of clusters. */
function identitiesOf(objects: readonly KubernetesObject[]): string[] {
  const hosts = [
    ...select(objects, 'networking.k8s.io/v1/Ingress').flatMap(({ spec }) =>
      (spec?.rules ?? []).flatMap(({ host }) => host ?? []),
    ),
    ...select(objects, 'gateway.networking.k8s.io/v1/HTTPRoute').flatMap(
      ({ spec }) => spec?.hostnames ?? [],
    ),
  ];
  const texts = select(objects, 'v1/ConfigMap').flatMap(({ data = {} }) => Object.entries(data));
  const variables = podsOf(objects)
    .flatMap(containersOf)
    .flatMap(({ env = [] }) => env.map(({ name = '', value = '' }) => [name, value] as const));
  return [
    ...hosts.map((host) => `host ${host}`),
    ...[...texts, ...variables]
      .filter(([key, value]) => key === 'CLUSTER_ID' && value !== '')
      .map(([, id]) => `CLUSTER_ID ${id}`),
    ...texts.flatMap(([, text]) => text.match(/^cluster_name = \S+$/gm) ?? []),
  ];
}

/** The images of a kustomization, or of Helm values, that a tag alone decides. */
function* withoutDigest(file: ImageFile, app: App | undefined): Iterable<Violation> {
  try {
    for (const image of findImages(file.text, file.path)) {
      if (image.digest !== undefined) continue;
      const { name, tag = '?', line, column } = image;
      const place = { path: file.path, line, column };
      yield isStandIn(image, app?.images)
        ? { place, severity: 'notice', message: `${name} is a stand-in still, and has no digest` }
        : { place, message: `${name} is ${tag} without a digest` };
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    yield { place: error.place ?? { path: file.path }, message: error.message };
  }
}
