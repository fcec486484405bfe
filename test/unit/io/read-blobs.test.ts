import { expect, test } from 'vitest';
import { readBlobs } from '../../../src/io/git/objects.js';
import { openGit } from '../../../src/io/git/open-git.js';
import { gitRepository } from '../../support/repository.js';

test('many files are read as each of them stands, and what is none is left out', async () => {
  const files = {
    'a b/ü.yaml': 'one\n\ntwo: é漢😀\n',
    empty: '',
    same: 'text\n',
    'also-the-same': 'text\n',
    unended: 'x missing\ny',
    'crlf.yaml': 'a\r\nb\r\n',
  };
  const git = openGit(await gitRepository(files));
  const paths = [...Object.keys(files), 'nowhere', 'a b', 'same/below'];
  expect(await readBlobs(git, 'HEAD', paths)).toEqual(new Map(Object.entries(files)));
  expect(await readBlobs(git, 'HEAD', ['nowhere'])).toEqual(new Map());
});
