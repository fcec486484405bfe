import { withoutCredentials } from '../model/without-credentials.js';
import { findForge } from '../io/forge/find-forge.js';
import type { Verb } from './bump-message.js';
import { bumpTable } from './bump-table.js';
import type { AimedRequest, BumpResult } from './bump-request.js';
import { deliverRequest, type Branches } from './deliver-request.js';
import type { BumpedImage } from './evaluate-bump.js';
import { proposeBump } from './propose-bump.js';

/** Where a change is asked for. */
export interface RequestPlace {
  readonly branches: Branches;
  /** The branch that it is meant for. */
  readonly base: string;
  /** Of the remote; its host tells the forge. */
  readonly url: string;
}

/**
 * Sets images on a branch of its own and opens a pull or merge request, or brings the open one up to
 * date. Where the host is no forge that this program knows, the branch is all.
 *
 * @throws as {@link setImages} does.
 */
export async function bumpByRequest(
  { branches, base, url }: RequestPlace,
  request: AimedRequest,
): Promise<BumpResult> {
  const forge = findForge(url, process.env);
  const { outcome, ...proposal } = await proposeBump(branches.git, request);
  const { requested, attempts } = await deliverRequest(branches, {
    ...proposal,
    base,
    head: () => requestBranch(outcome().images, request.message.verb),
    sign: request.sign,
    maxAttempts: request.maxAttempts,
  });
  if (!requested) return { ...outcome(), branch: base, pushed: false, attempts };
  const { head, commit, message } = requested;
  const result = { ...outcome(), branch: head, commit, pushed: true, attempts };
  const opened = await forge?.request({
    head,
    base,
    title: message.split('\n', 1).join(''),
    body: requestBody(result.images, request),
    labels: request.pr?.labels ?? [],
    autoMerge: request.pr?.autoMerge ?? false,
  });
  if (!opened) return result;
  const warnings = opened.warnings.map((text) => ({ code: 'REQUEST', message: text }));
  return { ...result, pr: opened.url, warnings: [...result.warnings, ...warnings] };
}

/** One branch for each set of targets, so that a later run finds its request again. */
function requestBranch(images: readonly BumpedImage[], verb: Verb = 'bump'): string {
  const unique = (names: readonly string[]) => [...new Set(names)];
  const places = unique(images.map(({ env, path }) => env ?? path)).map(refName);
  const apps = unique(images.flatMap(({ app }) => app ?? []));
  const app = apps.length === 1 ? `-${apps.join('')}` : '';
  return `gitops-gen/${verb}/${places.join('+')}${app}`;
}

/** What git takes in a ref (git-check-ref-format(1)); a file's path can be called otherwise. */
function refName(text: string): string {
  return text
    .replace(/[^\w/-]+/g, '-')
    .replace(/^\/+|\/+$/g, '')
    .replace(/\/{2,}/g, '/');
}

function requestBody(images: readonly BumpedImage[], { message }: AimedRequest): string {
  const { sourceRepo, sourceCommit, runUrl } = message;
  const built = [sourceRepo, sourceCommit].filter((part) => part !== undefined).join('@');
  const parts = [
    bumpTable(images),
    ...(built === '' ? [] : [`Built from \`${built}\`.\n`]),
    ...(runUrl === undefined ? [] : [`Asked for by ${runUrl}.\n`]),
    'This branch is made anew by every run for the same targets: do not commit to it.\n',
  ];
  return withoutCredentials(parts.join('\n'));
}
