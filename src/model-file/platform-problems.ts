import { applicationNames, clusterLabel } from '../model/applications.js';
import { clusterKind, KNOWN_CLUSTER_KINDS } from '../model/cluster-kinds.js';
import { didYouMean } from '../model/nearest.js';
import { PLATFORM, platformApplications, platformProject } from '../model/platform.js';
import type { RepositoryModel } from '../model/repository-model.js';
import type { YamlPath } from '../yaml/locate.js';
import type { Problem } from './problem.js';

/** What is wrong with `platform` of a model, and with what has its name besides. */
export function* platformProblems(model: RepositoryModel): Iterable<Problem> {
  if (!model.platform) return;
  yield* unknownKinds(model.platform.kinds);
  yield* takenNames(model);
  yield* ownNames(model);
  yield* takenProject(model);
  if (model.apps.length === 0 && model.unmanaged.length > 0) {
    const message =
      'around apps that are all unmanaged nothing is made: add an app, or keep the platform by hand';
    yield { at: ['platform'], message };
  }
}

function* unknownKinds(kinds: readonly string[]): Iterable<Problem> {
  const seen = new Set<string>();
  for (const [index, text] of kinds.entries()) {
    const at = ['platform', 'kinds', index];
    const known = clusterKind(text);
    if (!known) {
      const near = didYouMean(text, KNOWN_CLUSTER_KINDS);
      yield { at, message: `${text} is not known without its group: write ${text}.GROUP${near}` };
      continue;
    }
    const key = `${known.kind}.${known.group}`;
    if (seen.has(key)) yield { at, message: `${known.kind} stands twice` };
    seen.add(key);
  }
}

/** Apps whose folders or Applications would be those of the platform (T4). */
function* takenNames(model: RepositoryModel): Iterable<Problem> {
  const taken = new Set([PLATFORM, ...platformApplications(model).map(({ name }) => name)]);
  const clashes = (names: readonly string[], at: YamlPath): Problem[] =>
    names
      .filter((name) => taken.has(name))
      .map((name) => ({ at, message: `"${name}" belongs to the platform: rename the app` }));
  for (const [index, { name }] of model.apps.entries()) {
    const applications = model.environments.flatMap((one) => applicationNames(name, one));
    yield* clashes([name, ...applications], ['apps', index, 'name']);
  }
  for (const [index, { name }] of model.unmanaged.entries()) {
    yield* clashes([name], ['unmanaged', index, 'name']);
  }
  for (const [index, old] of (model.argocd.retired ?? []).entries()) {
    const short = `${old.app}-${old.env}`;
    const name = [short, `${short}-${clusterLabel(old)}`].find((each) => taken.has(each));
    if (name === undefined) continue;
    const message = `"${name}" may still be in the cluster: forget it with \`gitops-gen remove\` before you ask for the platform`;
    yield { at: ['argocd', 'retired', index, 'app'], message };
  }
}

/** As those of apps have to be: each differently, by a label of RFC 1123 (A3). */
function* ownNames(model: RepositoryModel): Iterable<Problem> {
  const seen = new Set<string>();
  for (const { name } of platformApplications(model)) {
    const at = ['platform'];
    if (name.length > 63) yield { at, message: `"${name}" is longer than 63 characters` };
    if (seen.has(name)) yield { at, message: `"${name}" would be the platform of two clusters` };
    seen.add(name);
  }
}

function* takenProject(model: RepositoryModel): Iterable<Problem> {
  const { argocd, team, apps } = model;
  if (argocd.projects !== 'team') return;
  const message = `"${platformProject(model)}" is the project of the platform: call the team differently`;
  if (team === PLATFORM) yield { at: ['team'], message };
  for (const [index, app] of apps.entries()) {
    if (app.team === PLATFORM) yield { at: ['apps', index, 'team'], message };
  }
  for (const [index, old] of (argocd.retired ?? []).entries()) {
    if (old.team === PLATFORM) yield { at: ['argocd', 'retired', index, 'team'], message };
  }
}
