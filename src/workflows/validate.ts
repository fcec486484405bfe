import { basename } from 'node:path';
import { UsageError } from '../errors.js';
import { allRules } from '../validate/all-rules.js';
import { splitArgocd } from '../validate/argocd-build.js';
import { mergeFindings, type MergedFinding } from '../validate/merge-findings.js';
import { rootsOf } from '../validate/roots.js';
import type { Rule } from '../validate/rule.js';
import { runRules, type NotChecked } from '../validate/run-rules.js';
import { rulesWithout } from '../validate/select-rules.js';
import { selectRoots, type Selection } from '../validate/select-roots.js';
import { buildRoots, type OnProgress } from './build-roots.js';
import { changedSince } from './changed-since.js';
import { checkDrift } from './validate-drift.js';
import { schemasFor } from './validate-schemas.js';
import { readSources, type Sources } from './validate-sources.js';

export interface ValidateRequest {
  /** A folder in the repository, which needs no model. */
  readonly repository: string;
  /** Names; none means all. */
  readonly env: readonly string[];
  readonly app: readonly string[];
  /** Ids or families of rules. */
  readonly ignore: readonly string[];
  /** Such as `1.34`, in place of what the model says. */
  readonly kubernetesVersion?: string;
  /** A revision: only what changed since is looked at, and what that can affect. */
  readonly changedSince?: string;
  readonly onProgress: OnProgress;
}

export interface Validation {
  /** By file and line. */
  readonly findings: readonly MergedFinding[];
  readonly notChecked: readonly NotChecked[];
  /** The rules that were asked for. */
  readonly rules: readonly Rule[];
  /** How many roots were built. */
  readonly builds: number;
  /** What a person should know of how it was checked. */
  readonly messages: readonly string[];
}

/**
 * Builds what a repository deploys and holds it against the rules, offline. It needs no model: a
 * Kustomize repository of any layout will do.
 *
 * @throws UsageError where kustomize is missing, or what was asked for does not exist.
 */
export async function validate(request: ValidateRequest): Promise<Validation> {
  const { ignore, kubernetesVersion, onProgress } = request;
  const rules = rulesWithout(allRules, ignore);
  const sources = ofVersion(await readSources(request.repository), kubernetesVersion);
  const { root, files, model, modelProblem } = sources;
  const { schemas, notice } = await schemasFor(files, model, kubernetesVersion);
  const roots = rootsOf({ files, schemas, model, fallback: basename(root) });
  const selection = selectRoots(roots, files, await selectionOf(request, sources));
  const { builds, unbuilt } = await buildRoots(sources, selection.roots, onProgress);
  const { findings, notChecked } = runRules(rules, {
    ...splitArgocd(builds, files, model !== undefined),
    files,
    schemas,
    unbuilt,
    ...(model && { model }),
    ...(model && isWhole(request) && { drift: await checkDrift(root) }),
    ...(modelProblem && { modelProblem }),
  });
  return {
    findings: mergeFindings(findings.filter(selection.isMeant)),
    notChecked,
    rules,
    builds: builds.length,
    messages: [
      ...(notice === undefined ? [] : [notice]),
      ...(model ? [] : [withoutModel(notChecked)]),
      ...sources.unread.map((path) => `${path} is no text, or too large, and was not read`),
    ],
  };
}

function withoutModel(notChecked: readonly NotChecked[]): string {
  const { length } = notChecked.filter(({ missing }) => missing === 'model');
  return `${length} rules were not checked: they are about a repository with a gitops-gen.yaml`;
}

/** An update is of the whole repository, and says nothing of an app alone. */
function isWhole({ env, app }: ValidateRequest): boolean {
  return env.length === 0 && app.length === 0;
}

/** The sources, with a model that wants another version of Kubernetes everywhere. */
function ofVersion(sources: Sources, kubernetesVersion: string | undefined): Sources {
  const { model } = sources;
  if (kubernetesVersion === undefined) return sources;
  if (!/^1\.\d+$/.test(kubernetesVersion)) {
    throw new UsageError(`"${kubernetesVersion}" is no version of Kubernetes`, {
      hint: 'Give its first two numbers, such as 1.34.',
    });
  }
  if (!model) return sources;
  const environments = model.environments.map((one) => ({ ...one, kubernetesVersion }));
  return { ...sources, model: { ...model, kubernetesVersion, environments } };
}

async function selectionOf(
  { env, app, changedSince: revision }: ValidateRequest,
  { git }: Sources,
): Promise<Selection> {
  if (revision === undefined) return { env, app };
  return { env, app, changed: await changedSince(git, revision) };
}
