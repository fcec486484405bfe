import { describe, expect, it } from 'vitest';
import { unzip } from '../../support/unzip.js';

/** By Python's zipfile: a folder, a stored file with an extra field, a deflated file, a comment. */
const ARCHIVE = Buffer.from(
  'UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAEAAAAYmluL1BLAwQUAAAAAAAAACEAsyROlggAAAAIAAAACgAGAGJpbi9z' +
    'dG9yZWQBmQIAYWJhcyBpdCBpc1BLAwQUAAAACAAAACEATkB7tgsAAAB4AAAADAAAAGJpbi9kZWZsYXRlZEtMT8zMU0ik' +
    'OwkAUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAIABAAAAAGJpbi9QSwECFAMUAAAAAAAAACEA' +
    'syROlggAAAAIAAAACgAGAAAAAAAAAAAAgAEiAAAAYmluL3N0b3JlZAGZAgBhYlBLAQIUAxQAAAAIAAAAIQBOQHu2CwAA' +
    'AHgAAAAMAAAAAAAAAAAAAACAAVgAAABiaW4vZGVmbGF0ZWRQSwUGAAAAAAMAAwCqAAAAjQAAAAkAYSBjb21tZW50',
  'base64',
);

describe('unzip', () => {
  it('reads stored and deflated files and leaves folders out', () => {
    const files = [...unzip(ARCHIVE)].map(([name, content]) => [name, content.toString()]);

    expect(files).toEqual([
      ['bin/stored', 'as it is'],
      ['bin/deflated', 'again '.repeat(20)],
    ]);
  });

  it('says so when it is given something else', () => {
    expect(() => unzip(Buffer.from('text'))).toThrow('not a zip archive');
  });
});
