import type { Place } from '../errors.js';
import type { FileTree } from '../model/file-tree.js';

/** `# gitops-gen:ignore argocd/K-02 the labels are migrated in May` */
const COMMENT = /(?:^|\s)# *gitops-gen:ignore(?:[ \t]+(\S+))?[ \t]*(.*)$/;

/** A comment that ignores a rule in its file; what it lacks is empty. */
interface Ignore {
  readonly rule: string;
  readonly reason: string;
  /** From 1. */
  readonly line: number;
}

/** The comments of a YAML file that ignore rules in it. */
export function ignoresIn(path: string, content: string): Ignore[] {
  if (!/\.ya?ml$|(^|\/)Kustomization$/.test(path) || !content.includes('gitops-gen:ignore'))
    return [];
  return content.split(/\r?\n/).flatMap((text, index) => {
    const match = COMMENT.exec(text);
    return match
      ? [{ rule: match[1] ?? '', reason: (match[2] ?? '').trim(), line: index + 1 }]
      : [];
  });
}

/** Whether the file of a finding says, with a reason, that the rule is not meant for it. */
export function isIgnored(rule: string, { path }: Place, files: FileTree): boolean {
  const ignores = ignoresIn(path, files.get(path)?.content ?? '');
  return ignores.some((ignore) => ignore.rule === rule && ignore.reason !== '');
}
