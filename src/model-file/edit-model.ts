import { BugError, ConflictError } from '../errors.js';
import { mergeFile } from '../merge/merge-file.js';
import { valueOf } from '../yaml/parse.js';
import { parseModel, type ModelFile } from './parse-model.js';
import { printModel, type ModelInput } from './print-model.js';

/** What a person wrote in the file, without the defaults that parsing adds. */
export function modelInput({ text, path, document }: ModelFile): ModelInput {
  return valueOf(text, path, document) as ModelInput;
}

/**
 * The model with a change made to it, in the file's own layout and with its comments: what differs
 * between the canonical texts before and after is merged into the text.
 *
 * @throws UsageError where the changed model is not valid.
 * @throws ConflictError where the layout of the file has no clear place for the change.
 */
export function editModel(file: ModelFile, change: (model: ModelInput) => ModelInput): ModelFile {
  const before = modelInput(file);
  const after = change(before);
  const [ancestor, theirs] = [before, after].map(printModel) as [string, string];
  const labels = { ours: 'yours', ancestor: 'before', theirs: 'after' };
  const merged = mergeFile({ path: file.path, ancestor, ours: file.text, theirs, labels });
  if (merged.outcome === 'conflict') {
    throw new ConflictError(`${file.path} cannot be edited without guessing`, {
      hint: 'Make the change by hand and run `gitops-gen update`.',
      place: { path: file.path },
    });
  }
  const edited = parseModel(merged.content, file.path);
  if (canonical(modelInput(edited)) === canonical(after)) return edited;
  throw new BugError(`the edit of ${file.path} is not what was to be written`, {
    code: 'VERIFY_FAILED',
    place: { path: file.path },
  });
}

function canonical(model: ModelInput): string {
  return printModel(parseModel(printModel(model)).value);
}
