import { isMap } from '../yaml/ast.js';
import type { LeaveOut } from '../yaml/meaning.js';

/**
 * Image references that CI writes. The fields of one holder are a unit: what CI wrote there is
 * kept whole or not at all, for a tag of one side beside a digest of the other names an image
 * that nobody chose.
 */
interface PinRow {
  readonly file: RegExp;
  /** The position of the map that holds the fields: keys joined by `/`, `*` for a list item. */
  readonly holder: RegExp;
  readonly fields: ReadonlySet<string>;
}

const PIN_TABLE: readonly PinRow[] = [
  {
    file: /^overlays\/(.+\/)?kustomization\.ya?ml$/,
    holder: /^images\/\*$/,
    fields: new Set(['newName', 'newTag', 'digest']),
  },
  {
    file: /(^|\/)values[^/]*\.ya?ml$/,
    holder: /(^|\/)image$/,
    fields: new Set(['registry', 'repository', 'tag', 'digest']),
  },
];

/** What a bump notes beside a pin; it belongs to the unit. */
const PIN_COMMENT = /#\s*gitops-gen:(order|hold)\b.*$/gm;

/** The fields of the unit that the map at `shape` holds; `undefined` where it holds none. */
export function pinFields(file: string, shape: string): ReadonlySet<string> | undefined {
  return PIN_TABLE.find((row) => row.file.test(file) && row.holder.test(shape))?.fields;
}

/** Leaves pins out of a comparison; an `image` that is no map is one itself. */
export function pinsOf(file: string): LeaveOut {
  return (shape, node) => {
    const slash = shape.lastIndexOf('/');
    const fields = slash < 0 ? undefined : pinFields(file, shape.slice(0, slash));
    if (fields?.has(shape.slice(slash + 1))) return true;
    return !shape.endsWith('*') && pinFields(file, shape) !== undefined && !isMap(node);
  };
}

export function pinCommentsIn(text: string): string[] {
  return text.match(PIN_COMMENT) ?? [];
}

export function isPinComment(comment: string): boolean {
  return pinCommentsIn(comment).length > 0;
}
