import { BugError, ConflictError } from '../errors.js';
import { mergeFile, type FileMerge, type MergeFileInput } from '../merge/merge-file.js';
import { within } from '../merge/verify-lines.js';
import { commentsOf } from '../yaml/comments.js';
import { valueOf } from '../yaml/parse.js';
import { parseModel, type ModelFile } from './parse-model.js';
import { printModel, type ModelInput } from './print-model.js';

/** What a person wrote in the file, without the defaults that parsing adds. */
export function modelInput({ text, path, document }: ModelFile): ModelInput {
  return valueOf(text, path, document) as ModelInput;
}

/**
 * The model with a change made to it, in the file's own layout and with its comments, apart from
 * those inside of what goes: what differs between the canonical texts before and after is merged
 * into the text.
 *
 * @throws UsageError where the changed model is not valid.
 * @throws ConflictError where the layout of the file has no clear place for the change.
 */
export function editModel(file: ModelFile, change: (model: ModelInput) => ModelInput): ModelFile {
  const before = modelInput(file);
  const after = change(before);
  const [ancestor, theirs] = [before, after].map(printModel) as [string, string];
  const labels = { ours: 'yours', ancestor: 'before', theirs: 'after' };
  const merged = mergeModel({ path: file.path, ancestor, ours: file.text, theirs, labels });
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

/**
 * Both sides of a conflict mean the same here, so that the change can be taken wherever that costs
 * no comment but those inside of what goes.
 */
function mergeModel(input: MergeFileInput): FileMerge {
  const merged = mergeFile(input);
  if (merged.outcome !== 'conflict') return merged;
  const removed = merged.conflicts.flatMap(({ values: { ours = '', theirs } }) =>
    theirs === undefined ? commentsOf(ours) : [],
  );
  const forced = mergeFile({ ...input, settle: 'theirs' });
  const left = [...commentsOf(forced.content), ...removed];
  return within(commentsOf(input.ours), left) ? forced : merged;
}

function canonical(model: ModelInput): string {
  return printModel(parseModel(printModel(model)).value);
}
