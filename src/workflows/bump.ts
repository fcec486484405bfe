import { UsageError } from '../errors.js';
import { parseBumpArguments } from '../images/parse-bump-argument.js';
import { pathProblem } from '../model/repository-path.js';
import type { BumpRequest, BumpResult } from './bump-request.js';
import { findBumpTargets } from './find-bump-targets.js';
import { setImages } from './set-images.js';

/**
 * Sets the images that are named, as {@link setImages} does.
 *
 * @throws UsageError where an argument, a target, a file or a guard refuses; nothing is written.
 * @throws RemoteError where the remote cannot be reached or kept winning.
 */
export async function bump(request: BumpRequest): Promise<BumpResult> {
  // What is wrong with the arguments is said before anything is read.
  const { changes, warnings } = parseBumpArguments(request.images);
  const { file } = request.scope;
  const problem = file === undefined ? undefined : pathProblem(file);
  if (problem) throw new UsageError(`--file ${file ?? ''} ${problem}`, { code: 'UNSAFE_PATH' });
  return setImages({
    ...request,
    aim: async (tree) => ({
      targets: await findBumpTargets(tree, changes, request.scope),
      warnings,
    }),
  });
}
