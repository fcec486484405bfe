import { expect } from 'vitest';
import { GitopsError } from '../../../src/errors.js';
import { editImages } from '../../../src/images/edit-images.js';
import type { EditOptions } from '../../../src/images/edit-options.js';
import type { ImageEdit } from '../../../src/images/image-edit.js';
import { parseBumpArguments } from '../../../src/images/parse-bump-argument.js';

export const D = `sha256:${'a'.repeat(64)}`;
export const E = `sha256:${'e'.repeat(64)}`;

export interface Bump extends Partial<EditOptions> {
  readonly path?: string;
}

/** Runs the arguments (separated by spaces) on a file, `kustomization.yaml` unless told. */
export function bump(
  text: string,
  args: string,
  { path = 'kustomization.yaml', ...options }: Bump = {},
): ImageEdit {
  const { changes } = parseBumpArguments(args.split(' '));
  return editImages({ path, text }, changes, { today: '2026-01-01', ...options });
}

/** What the file says after the bump; a second run has to change nothing more. */
export function bumped(text: string, args: string, options: Bump = {}): string {
  const { content } = bump(text, args, options);
  const again = bump(content, args, { ...options, add: false });
  expect(again.results.map(({ status }) => status)).not.toContain('changed');
  expect(again.content).toBe(content);
  return content;
}

export const values = { path: 'values.yaml' } as const;

export interface Refusal {
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  readonly hint: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

export function refusal(text: string, args: string, options: Bump = {}): Refusal {
  return refusalOf(() => bump(text, args, options));
}

export function refusalOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error;
    const { code, exitCode, message, hint, place } = error;
    return { code, exitCode, message, hint, line: place?.line, column: place?.column };
  }
  throw new Error('it was not refused');
}

export function codes(edit: ImageEdit): string[] {
  return edit.warnings.map(({ code }) => code);
}
