import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/project-root.js';
import { headingAnchors, markdownFiles, withoutCode } from './markdown-files.js';

const LINK = /\[(?:[^\]]|\]\()*?\]\(([^()\s]+)\)|(?:src|href)="([^"]+)"/g;

async function problemOf(link: string, from: string): Promise<string[]> {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? join(projectRoot, from) : join(projectRoot, dirname(from), target);
  if (!existsSync(file)) return [`${link}: there is no such file`];
  if (anchor === undefined) return [];
  const anchors = headingAnchors(await readFile(file, 'utf8'));
  return anchors.has(anchor) ? [] : [`${link}: there is no such heading`];
}

describe('the relative links of the documents', async () => {
  it.each(await markdownFiles())('lead somewhere: $path', async ({ path, text }) => {
    const links = [...withoutCode(text).matchAll(LINK)].map(
      ([, link, attribute]) => link ?? attribute ?? '',
    );
    const relative = links.filter((link) => !/^[a-z]+:/.test(link));

    const problems = await Promise.all(relative.map((link) => problemOf(link, path)));

    expect(problems.flat()).toEqual([]);
  });
});
