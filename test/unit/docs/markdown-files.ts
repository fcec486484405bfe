import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../support/project-root.js';

export interface MarkdownFile {
  /** Below the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** The documents of this project: those at its root and all below `docs/`. */
export async function markdownFiles(): Promise<MarkdownFile[]> {
  const top = await readdir(projectRoot);
  const docs = await readdir(join(projectRoot, 'docs'), { recursive: true });
  const paths = [...top, ...docs.map((path) => `docs/${path}`)].filter((path) =>
    path.endsWith('.md'),
  );
  return Promise.all(
    paths.sort().map(async (path) => ({
      path,
      text: await readFile(join(projectRoot, path), 'utf8'),
    })),
  );
}

/** The text without fenced code. */
export function withoutCode(text: string): string {
  return text.replace(/^```.*?^```/gms, '');
}

/** The identifiers by which GitHub lets links reach the headings of a page. */
export function headingAnchors(text: string): Set<string> {
  const headings = [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(
    ([, title = '']) => title,
  );
  return new Set(
    headings.map((title) =>
      title
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
