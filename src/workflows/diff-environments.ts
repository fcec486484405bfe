import { basename } from 'node:path';
import { UsageError } from '../errors.js';
import { builtRoots, type Root } from '../validate/roots.js';
import { namedRoots } from '../validate/select-roots.js';
import type { OnProgress } from './build-roots.js';
import { comparePairs, type Difference, type RootPair } from './compare-pairs.js';
import { readSources } from './validate-sources.js';

export interface DiffEnvironmentsRequest {
  /** A folder in the repository, which needs no model. */
  readonly repository: string;
  readonly env: string;
  /** The environment to which the other one is held. */
  readonly against: string;
  /** Names; none means all. */
  readonly app: readonly string[];
  readonly onProgress: OnProgress;
}

/**
 * Compares what an environment renders to with what another one does, app by app, in the working
 * tree. Namespaces, which differ by nature, do not tell objects apart.
 *
 * @throws UsageError where there is no environment or app of a name.
 */
export async function diffEnvironments(request: DiffEnvironmentsRequest): Promise<Difference> {
  const { repository, env, against, app, onProgress } = request;
  if (env === against) throw new UsageError(`an environment does not differ from itself: "${env}"`);
  const sources = await readSources(repository);
  const { root, files, model } = sources;
  const roots = builtRoots({ files, model, fallback: basename(root) });
  const named = namedRoots(roots, { env: [env, against], app });
  const sideOf = (name: string) => named.filter((one) => one.env === name);
  const pairs = pairByApp(sideOf(against), sideOf(env));
  const before = { side: { environment: against }, sources };
  const after = { side: { environment: env }, sources };
  return comparePairs({ before, after, pairs, identity: 'of-app' }, onProgress);
}

function pairByApp(before: readonly Root[], after: readonly Root[]): RootPair[] {
  const keyOf = ({ app = '', cluster = '' }: Root) => `${app}\0${cluster}`;
  const keys = [...new Set([...before, ...after].map(keyOf))].sort();
  return keys.map((key) => {
    const [was, is] = [before, after].map((side) => side.find((root) => keyOf(root) === key));
    return { ...(was && { before: was }), ...(is && { after: is }) };
  });
}
