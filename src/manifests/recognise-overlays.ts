import { dirname } from 'node:path/posix';
import type { FileTree } from '../model/file-tree.js';
import type { Overlay } from '../model/overlays.js';
import { toLabel } from '../model/to-label.js';
import { parseDocuments } from '../yaml/parse.js';
import { isKustomizationPath, localReferences } from './local-references.js';

/** What was made of the kustomizations of a repository. */
export interface Recognised {
  /** In the order in which environments usually follow one another. */
  readonly environments: readonly string[];
  readonly overlays: readonly Overlay[];
  /** Folders with a kustomization that were not taken for an overlay or a base, and why. */
  readonly skipped: readonly { readonly folder: string; readonly reason: string }[];
}

/** Words for environments, in the order of promotion. */
const STAGES = [
  ['sandbox', 'dev', 'development'],
  ['test', 'testing', 'qa', 'int', 'integration', 'demo'],
  ['staging', 'stage', 'stg', 'uat', 'preprod'],
  ['prod', 'production', 'live'],
];

/** Folders that say how a repository is laid out, not what an app is called. */
const LAYOUT = new Set(
  'app apps application applications cluster clusters deploy deployment deployments env environment environments envs k8s kubernetes kustomize manifests overlay overlays service services'.split(
    ' ',
  ),
);

/**
 * Finds the overlays of a repository that somebody laid out by hand: kustomizations below a folder
 * that is named after an environment (`prod`, `prod-eu`), wherever it stands in the path. The rest
 * of the path names the app, or `fallback` does.
 */
export function recogniseOverlays(files: FileTree, fallback: string): Recognised {
  const folders = new Map<string, string>();
  for (const [path, { content }] of files) {
    if (isKustomizationPath(path) && kindOf(content) !== 'Component')
      folders.set(dirname(path), path);
  }
  const candidates = [...folders.keys()].filter((folder) => environmentOf(folder) !== undefined);
  const overlays = new Map<string, Overlay>();
  const skipped: { folder: string; reason: string }[] = [];
  for (const folder of candidates.sort()) {
    const path = folders.get(folder) ?? '';
    const overlay = toOverlay(folder, fallback);
    const key = `${overlay.env}/${overlay.app}`;
    const other = overlays.get(key);
    if (collects(path, files.get(path)?.content ?? '', candidates)) {
      skipped.push({ folder, reason: 'only collects other overlays' });
    } else if (other) {
      skipped.push({ folder, reason: `is ${key} as ${other.folder} is` });
    } else overlays.set(key, overlay);
  }
  const found = [...overlays.values()];
  const environments = [...new Set(found.map(({ env }) => env))];
  return {
    environments: environments.sort((a, b) => stageOf(a) - stageOf(b) || (a < b ? -1 : 1)),
    overlays: found,
    skipped,
  };
}

/** Whether all that a kustomization names are overlays themselves. */
function collects(path: string, content: string, candidates: readonly string[]): boolean {
  const targets = localReferences(path, content).map(({ target }) => target);
  return targets.length > 0 && targets.every((target) => candidates.includes(target));
}

function toOverlay(folder: string, fallback: string): Overlay {
  const env = environmentOf(folder) ?? '';
  const names = folder
    .split('/')
    .filter((part) => toLabel(part) !== env && !LAYOUT.has(part.toLowerCase()));
  return { env, app: toLabel(names.at(-1) ?? fallback) || 'app', folder };
}

/** The last part of a path that is named after an environment; bases and components have none. */
function environmentOf(folder: string): string | undefined {
  const parts = folder.split('/');
  if (parts.some((part) => /^(bases?|components?)$/.test(part))) return undefined;
  const part = parts.findLast((each) => stageOf(each) >= 0);
  return part === undefined ? undefined : toLabel(part);
}

/** How far along the promotion a name is, or -1 if it is none of an environment. */
function stageOf(name: string): number {
  const words = name.toLowerCase().split(/[-_.]/);
  return STAGES.findIndex((stage) => stage.some((word) => words.includes(word)));
}

function kindOf(content: string): unknown {
  return parseDocuments(content, '1.1')[0]?.get('kind');
}
