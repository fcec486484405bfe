const FORBIDDEN_PARTS = new Set(['', '.', '..', '.git']);

/**
 * Says why `path` must not be written in a repository, or `undefined` if it may be: it has to be
 * relative, made of plain parts, and outside of `.git`. Names that some file system would
 * resolve to `.git` (`.GIT`, `git~1`, `.git::$INDEX_ALLOCATION`) count as it, as they do for git
 * itself (CVE-2014-9390, CVE-2019-1352).
 */
export function pathProblem(path: string): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'has a backslash or a control character';
  const part = path.split('/').find((name) => FORBIDDEN_PARTS.has(canonical(name)));
  if (part === undefined) return undefined;
  return part === '' ? 'has an empty part' : `has the part "${part}"`;
}

function canonical(name: string): string {
  const lower = name.toLowerCase().replace(/[\u200c-\u200f\u202a-\u202e\u2060\ufeff]/g, '');
  return /^(\.git|git~\d+)[ .]*(:.*)?$/.test(lower) ? '.git' : name;
}
