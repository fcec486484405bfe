import { isMap } from '../yaml/ast.js';
import { nodeMeaning, sourceText } from '../yaml/meaning.js';
import { elementText, leadingComment, type Element } from './outline.js';
import { pinCommentsIn } from './pin-table.js';

/** What an element that holds pins says in them; empty where it has none. */
export function pinUnit(element: Element | undefined, fields: ReadonlySet<string>): string {
  if (!element) return '';
  if (!isMap(element.value)) return nodeMeaning(element.value);
  const pins = element.value.items.filter(({ key }) => fields.has(sourceText(key)));
  return pins
    .map(({ key, value }) => `${sourceText(key)}: ${nodeMeaning(value)}`)
    .sort()
    .join(', ');
}

/** As {@link pinUnit}, with what a bump noted beside the pins. */
export function pinUnitWithNotes(
  element: Element | undefined,
  fields: ReadonlySet<string>,
): string {
  if (!element) return '';
  const text = [...leadingComment(element).lines, elementText(element)].join('\n');
  return [pinUnit(element, fields), ...pinCommentsIn(text)].join(' ');
}

/** The pins of an element for display, such as `newTag: 1.2.3`. */
export function formatPins(
  element: Element | undefined,
  fields: ReadonlySet<string>,
): string | undefined {
  if (!element) return undefined;
  if (!isMap(element.value)) return sourceText(element.value);
  const pins = element.value.items.filter(({ key }) => fields.has(sourceText(key)));
  return pins.map(({ key, value }) => `${sourceText(key)}: ${sourceText(value)}`).join(', ');
}
