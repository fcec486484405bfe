import { UsageError } from '../errors.js';
import { parseImageReference } from '../model/image-reference.js';
import type { TemplateContext } from './template-engine.js';

/**
 * References as templates see them, part by part; parts that a reference lacks are empty.
 *
 * @throws UsageError where one is no image reference.
 */
export function imageContext(references: Readonly<Record<string, string>>): TemplateContext {
  return Object.fromEntries(
    Object.entries(references).map(([key, reference]) => {
      const parsed = parseImageReference(reference);
      if (parsed)
        return [
          key,
          { reference, name: parsed.name, tag: parsed.tag ?? '', digest: parsed.digest ?? '' },
        ];
      throw new UsageError(`"${reference}" (${key}) is no image reference`, {
        code: 'BAD_REFERENCE',
        hint: 'An image is written as registry/repository:tag, or with @sha256:… for a digest.',
      });
    }),
  );
}
