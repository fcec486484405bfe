import { commentsOf } from '../yaml/comments.js';
import { nodeMeaning } from '../yaml/meaning.js';
import { parseDocuments } from '../yaml/parse.js';
import { isPinComment, pinsOf } from './pin-table.js';

/** Whether ours differs from the ancestor in what CI wrote, and in nothing else. */
export function differsInPinsOnly(path: string, ancestor: string, ours: string): boolean {
  const rest = withoutPins(path, ancestor);
  return (
    rest !== undefined &&
    rest === withoutPins(path, ours) &&
    ownComments(ancestor) === ownComments(ours)
  );
}

function withoutPins(path: string, text: string): string | undefined {
  const documents = parseDocuments(text);
  if (documents.length === 0 || documents.some(({ errors }) => errors.length > 0)) return undefined;
  const leaveOut = pinsOf(path);
  return documents.map(({ contents }) => nodeMeaning(contents, { leaveOut })).join('\n');
}

function ownComments(text: string): string {
  return commentsOf(text)
    .filter((comment) => !isPinComment(comment))
    .join('\n');
}
