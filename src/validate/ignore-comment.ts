import type { Place } from '../errors.js';
import type { FileTree } from '../model/file-tree.js';

/** `# gitops-gen:ignore argocd/K-02 the labels are migrated in May` */
const COMMENT = /# *gitops-gen:ignore[ \t]+(\S+)[ \t]+\S/g;

/** Whether the file of a finding says, with a reason, that the rule is not meant for it. */
export function isIgnored(rule: string, { path }: Place, files: FileTree): boolean {
  const text = files.get(path)?.content ?? '';
  return [...text.matchAll(COMMENT)].some(([, ignored]) => ignored === rule);
}
