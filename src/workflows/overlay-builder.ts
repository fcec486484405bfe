import { findHelm, renderChart, type Chart } from '../io/helm.js';
import { buildKustomization, findKustomize, type Kustomize } from '../io/kustomize.js';
import { namespaceOf, type RepositoryModel } from '../model/repository-model.js';
import { overlayFolder, type Overlay } from '../model/overlays.js';

/** What an overlay renders to. */
export type BuildOverlay = (overlay: Overlay) => Promise<string>;

/**
 * Builds overlays of a repository with the real kustomize, and with the real Helm those that are
 * values of a chart. Each program is looked for when it is first needed.
 *
 * The function throws a UsageError where a program is missing, or an overlay does not build.
 */
export function overlayBuilder(root: string, model: RepositoryModel): BuildOverlay {
  let helm: Promise<string> | undefined;
  let kustomize: Promise<Kustomize> | undefined;
  return async (overlay) => {
    const chart = chartOf(model, overlay);
    if (chart) return renderChart(await (helm ??= findHelm()), root, chart);
    const { folder } = overlay;
    return buildKustomization(await (kustomize ??= findKustomize()), { root, folder });
  };
}

/** The chart that an overlay holds the values of; `undefined` where it is a kustomization. */
function chartOf(
  model: RepositoryModel,
  { env, app, folder, cluster }: Overlay,
): Chart | undefined {
  const packaging = model.apps.find(({ name }) => name === app)?.packaging;
  const environment = model.environments.find(({ name }) => name === env);
  if (packaging !== 'helm' || !environment) return undefined;
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
