import { findHelm, renderChart, type Chart } from '../io/helm.js';
import {
  buildKustomization,
  findKustomize,
  type Kustomize,
  type KustomizeOutput,
} from '../io/kustomize.js';
import { namespaceOf, type RepositoryModel } from '../model/repository-model.js';
import { overlayFolder, type Overlay } from '../model/overlays.js';

/** A folder to build; without an app, or of none of the model, it is a kustomization. */
export type Buildable = Pick<Overlay, 'folder'> & Partial<Overlay>;

/** What an overlay renders to. */
export type BuildOverlay = (overlay: Buildable) => Promise<KustomizeOutput>;

/**
 * Builds overlays of a repository with the real kustomize, and with the real Helm those that are
 * values of a chart. Each program is looked for when it is first needed.
 *
 * The function throws a UsageError where a program is missing, or an overlay does not build.
 */
export function overlayBuilder(root: string, model?: RepositoryModel): BuildOverlay {
  let helm: Promise<string> | undefined;
  let kustomize: Promise<Kustomize> | undefined;
  return async (overlay) => {
    const chart = model && chartOf(model, overlay);
    if (chart) {
      return {
        manifests: await renderChart(await (helm ??= findHelm()), root, chart),
        complaint: '',
      };
    }
    const { folder } = overlay;
    return buildKustomization(await (kustomize ??= findKustomize()), { root, folder });
  };
}

/** The chart that an overlay holds the values of; `undefined` where it is a kustomization. */
export function chartOf(
  model: RepositoryModel,
  { env, app, folder, cluster }: Buildable,
): Chart | undefined {
  const packaging = model.apps.find(({ name }) => name === app)?.packaging;
  const environment = model.environments.find(({ name }) => name === env);
  if (packaging !== 'helm' || !environment || env === undefined || app === undefined) {
    return undefined;
  }
  const kubernetesVersion = environment.kubernetesVersion ?? model.kubernetesVersion;
  const folders = cluster === undefined ? [folder] : [overlayFolder(env, app), folder];
  return {
    folder: `charts/${app}`,
    release: app,
    namespace: namespaceOf(app, environment),
    values: folders.map((one) => `${one}/values.yaml`),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
  };
}
