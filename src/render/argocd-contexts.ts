import { join } from 'node:path/posix';
import { applicationName, destinationsOf } from '../model/applications.js';
import type { FileTree } from '../model/file-tree.js';
import {
  cascades,
  namespaceOf,
  presetOf,
  type App,
  type Destination,
  type Environment,
  type RepositoryModel,
} from '../model/repository-model.js';
import { groupOf, type ObjectId } from '../model/object-id.js';
import { destinationFolder, destinationOverlays, overlayFolder } from '../model/overlays.js';
import { projectOf } from '../model/projects.js';
import { needsServerSideDiff } from '../model/server-side-diff.js';
import { parseDocuments } from '../yaml/parse.js';
import { scalarText } from '../yaml/scalar.js';
import { kustomizationClosure, topFolders } from './closure.js';
import type { TemplateContext } from './template-engine.js';

/**
 * What the Argo CD templates see of an environment. `files` are all that the apps are made of:
 * which folders an Application depends on, and what scales its workloads, is read from them.
 */
export function environmentContext(
  model: RepositoryModel,
  environment: Environment,
  files: FileTree,
): TemplateContext {
  const apps = model.apps.map((app) => appContext({ model, app, environment }, files));
  return {
    name: environment.name,
    preset: presetOf(environment),
    autoSync: environment.autoSync ?? true,
    cascadeDelete: cascades(environment),
    serverSideDiff: needsServerSideDiff(model, environment),
    destinationKey: destinationsOf(environment)[0]?.server === undefined ? 'cluster' : 'server',
    patched: apps.some(
      ({ team, helm, autoscaled }) => team !== '' || helm || autoscaled.length > 0,
    ),
    apps,
    layers: layerContexts(model, environment),
  };
}

interface Deployment {
  readonly model: RepositoryModel;
  readonly app: App;
  readonly environment: Environment;
}

function appContext({ model, app, environment }: Deployment, files: FileTree) {
  const overlay = overlayFolder(environment.name, app.name);
  const helm = app.packaging === 'helm';
  const closure = kustomizationClosure(files, overlay);
  const folders = helm
    ? [`charts/${app.name}`, overlay]
    : [overlay, ...topFolders(closure).filter((folder) => folder !== overlay)];
  return {
    app: app.name,
    team: app.team ?? model.team ?? '',
    project: projectOf(model, app),
    namespace: namespaceOf(app.name, environment),
    helm,
    autoscaled: helm
      ? scaledByValues(files.get(`${overlay}/values.yaml`)?.content ?? '', app.name)
      : scaleTargets(files, closure),
    applications: destinationsOf(environment).map((destination) => {
      const own = destinationFolder(app.name, environment, destination);
      const more = own === overlay ? [] : [own];
      return {
        name: applicationName(app.name, environment, destination),
        address: address(destination),
        path: helm ? `charts/${app.name}` : own,
        paths: [...more, ...folders].map((folder) => join('/', folder)).join(';'),
        valueFiles: [overlay, ...more].map((folder) => join('/', folder, 'values.yaml')),
      };
    }),
  };
}

/** The overlays of destinations, whichever app they are of: they hold nothing of its example. */
function layerContexts(model: RepositoryModel, environment: Environment) {
  const packaging = new Map(model.apps.map((app) => [app.name, app.packaging]));
  return destinationOverlays(model, environment).map(({ app, folder, cluster }) => ({
    app,
    folder,
    cluster,
    packaging: packaging.get(app),
    namespace: namespaceOf(app, environment),
  }));
}

export function address({ name, server }: Pick<Destination, 'name' | 'server'>): string {
  return name === undefined ? `server: ${scalarText(server ?? '')}` : `name: ${scalarText(name)}`;
}

/** What the HorizontalPodAutoscalers among the files scale; patches of one name no target. */
function scaleTargets(files: FileTree, closure: ReadonlySet<string>): ObjectId[] {
  return [...closure].flatMap((path) => {
    const text = files.get(path)?.content ?? '';
    if (!text.includes('HorizontalPodAutoscaler')) return [];
    return parseDocuments(text, '1.1')
      .map((document) => document.toJS() as Partial<Autoscaler> | null)
      .flatMap((object) => {
        const target = object?.spec?.scaleTargetRef;
        if (object?.kind !== 'HorizontalPodAutoscaler' || !target) return [];
        return [{ group: groupOf(target.apiVersion), kind: target.kind, name: target.name }];
      });
  });
}

/**
 * What the values of a chart scale: a part of them whose `autoscaling.enabled` is true stands for the
 * Deployment `<app>-<part>`, as docs/guides/write-an-example.md has it.
 */
function scaledByValues(text: string, app: string): ObjectId[] {
  const values = (parseDocuments(text)[0]?.toJS() ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(values)
    .filter(([, part]) => (part as Partial<ScaledPart> | null)?.autoscaling?.enabled === true)
    .map(([name]) => ({ group: 'apps', kind: 'Deployment', name: `${app}-${name}` }));
}

interface ScaledPart {
  readonly autoscaling?: { readonly enabled?: unknown };
}

interface Autoscaler {
  readonly kind: string;
  readonly spec: {
    readonly scaleTargetRef?: {
      readonly apiVersion: string;
      readonly kind: string;
      readonly name: string;
    };
  };
}
