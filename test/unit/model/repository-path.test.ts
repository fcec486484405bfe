import { describe, expect, test } from 'vitest';
import { pathProblem } from '../../../src/model/repository-path.js';

describe('pathProblem (S3)', () => {
  test.each([
    'README.md',
    'base/todo/kustomization.yaml',
    '.github/workflows/validate.yaml',
    '.gitignore',
    '.gitops-gen/lock.yaml',
    'a/..b/...c',
    'git/config',
    'my.git/x',
    'a b/ü',
  ])('takes %s', (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  test.each([
    ['/etc/passwd', 'is absolute'],
    ['C:/windows', 'is absolute'],
    ['c:x', 'is absolute'],
    ['', 'has an empty part'],
    ['a//b', 'has an empty part'],
    ['a/', 'has an empty part'],
    ['..', 'has the part ".."'],
    ['../x', 'has the part ".."'],
    ['a/../../x', 'has the part ".."'],
    ['a/./b', 'has the part "."'],
    ['a\\..\\b', 'has a backslash or a control character'],
    ['a\nb', 'has a backslash or a control character'],
    ['a\u0000b', 'has a backslash or a control character'],
    ['.git/config', 'has the part ".git"'],
    ['.GIT/config', 'has the part ".GIT"'],
    ['sub/.Git/hooks/post-checkout', 'has the part ".Git"'],
    ['git~1/config', 'has the part "git~1"'],
    ['GIT~1', 'has the part "GIT~1"'],
    ['.git./config', 'has the part ".git."'],
    ['.git /config', 'has the part ".git "'],
    ['.g\u200cit/config', 'has the part ".g\u200cit"'],
    ['.git::$INDEX_ALLOCATION/config', 'has the part ".git::$INDEX_ALLOCATION"'],
  ])('refuses %j: it %s', (path, problem) => {
    expect(pathProblem(path)).toBe(problem);
  });
});
