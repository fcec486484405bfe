import { describe, expect, test } from 'vitest';
import {
  parseBumpArgument,
  parseBumpArguments,
  parseBumpList,
} from '../../../src/images/parse-bump-argument.js';
import { bump, codes, D, refusal, refusalOf } from './bump.js';

const tag = (set: string) => ({ newName: 'keep', tag: { set }, digest: 'remove' });
const digest = (set: string) => ({ newName: 'keep', tag: 'remove', digest: { set } });
const both = (tagText: string, set: string) => ({
  newName: 'keep',
  tag: { set: tagText },
  digest: { set },
});

describe('an argument', () => {
  const SHA512 = `sha512:${'b'.repeat(128)}`;

  test.each([
    ['A1', 'app=v1', { key: 'app', ...tag('v1') }],
    ['A1', 'app:v1', { key: 'app', ...tag('v1') }],
    ['A2', `app=${D}`, { key: 'app', ...digest(D) }],
    ['A2', `app@${D}`, { key: 'app', ...digest(D) }],
    ['A3', `app=v1@${D}`, { key: 'app', ...both('v1', D) }],
    ['A3', `app:v1@${D}`, { key: 'app', ...both('v1', D) }],
    ['A4', 'localhost:5000/p/app:dev', { key: 'localhost:5000/p/app', ...tag('dev') }],
    ['A6', 'host:5000', { key: 'host', ...tag('5000') }],
    ['A6', 'app=host:5000', { key: 'app', ...tag('5000'), newName: { set: 'host' } }],
    ['A7', `foo.com:443/nginx:1.2.3@${D}`, { key: 'foo.com:443/nginx', ...both('1.2.3', D) }],
    ['A8', '[2001:db8::1]:5000/r:t', { key: '[2001:db8::1]:5000/r', ...tag('t') }],
    ['A9', 'app=reg/x:v2', { key: 'app', ...tag('v2'), newName: { set: 'reg/x' } }],
    ['A10', 'app=reg/x', { key: 'app', newName: { set: 'reg/x' }, tag: 'keep', digest: 'keep' }],
    ['A11', 'app=*:v2', { key: 'app', ...tag('v2') }],
    ['A12', 'app=reg/x:*', { key: 'app', newName: { set: 'reg/x' }, tag: 'keep', digest: 'keep' }],
    ['A13', `app=*@${D}`, { key: 'app', ...digest(D) }],
    ['A14', 'app=v1.2.3', { key: 'app', ...tag('v1.2.3') }],
    ['A16', 'app=:v2', { key: 'app', ...tag('v2') }],
    ['A17', 'IMAGE_PLACEHOLDER=v2', { key: 'IMAGE_PLACEHOLDER', ...tag('v2') }],
    ['A21', `app@${SHA512}`, { key: 'app', ...digest(SHA512) }],
    ['A30', 'app=nginx:1.27', { key: 'app', ...tag('1.27'), newName: { set: 'nginx' } }],
    ['*', `app=*:*@${D}`, { key: 'app', newName: 'keep', tag: 'keep', digest: { set: D } }],
    ['*', `app=reg/x@${D}`, { key: 'app', ...digest(D), newName: { set: 'reg/x' } }],
  ])('%s: %s', (_, argument, change) => {
    expect(parseBumpArgument(argument)).toEqual(change);
  });

  test.each([
    ['A5', 'localhost:5000/p/app', /neither tag nor digest/],
    ['A5', 'app', /neither tag nor digest/],
    ['A15', 'app:', /empty/],
    ['A15', 'app=', /empty/],
    ['A15', 'app=:', /empty/],
    ['A15', 'app=reg/x:', /empty/],
    ['A17', 'App:v1', /not an image name/],
    ['A17', 'aa/asdf$$^/aa:1', /not an image name/],
    ['A18', `app=${'a'.repeat(129)}`, /not a tag/],
    ['A18', 'app=.v1', /not a tag/],
    ['A18', 'app=-v1', /not a tag/],
    ['A18', 'app={v1}', /not a tag/],
    ['A18', 'app=v1+2', /not a tag/],
    ['A18', 'app:v1/2', /neither tag nor digest|not an image/],
    ['A20', 'app@sha256:abc', /not a digest/],
    ['A20', `app=sha512:${'b'.repeat(64)}`, /not a digest/],
    ['A26', 'https://reg/x:1', /scheme/],
    ['A26', 'oci://reg/x:1', /scheme/],
    ['A26', 'app=v1 ', /white space/],
    ['*', 'app=*', /changes nothing/],
    ['*', 'app=*:*', /changes nothing/],
    ['*', '=v1', /no image before/],
  ])('%s: %s is refused', (_, argument, message) => {
    const refused = refusalOf(() => parseBumpArgument(argument));
    expect(refused).toMatchObject({ code: 'BAD_REFERENCE', exitCode: 2 });
    expect(refused.message).toMatch(message);
  });

  test('A29: a tag before "=" is refused, with the flag that may have been meant', () => {
    const refused = refusalOf(() => parseBumpArgument('app:v1=v2'));
    expect(refused.code).toBe('BAD_REFERENCE');
    expect(refused.hint).toContain('--expect-current v1');
  });
});

describe('several arguments', () => {
  const warned = (argument: string) =>
    parseBumpArguments([argument]).warnings.map(({ code }) => code);

  test('A6: what looks like host:port is warned of', () => {
    expect(warned('host:5000')).toEqual(['LOOKS_LIKE_PORT']);
    expect(warned('app=host:5000')).toEqual(['LOOKS_LIKE_PORT']);
    expect(warned('app=5000')).toEqual([]);
  });

  test('A10: a name alone is warned of, one with a kept tag (A12) is not', () => {
    expect(warned('app=reg/x')).toEqual(['READ_AS_NAME']);
    expect(warned('app=reg/x:*')).toEqual([]);
  });

  test('A22: the same key with two values is refused', () => {
    expect(refusalOf(() => parseBumpArguments(['app=v1', 'app=v2'])).code).toBe('BAD_REFERENCE');
  });

  test('A23: the same argument twice counts once', () => {
    expect(parseBumpArguments(['app=v1', 'app:v1']).changes).toHaveLength(1);
  });

  test('A27: white space around the value of a variable is trimmed', () => {
    expect(parseBumpList('\napp=v1\r\n')).toEqual(['app=v1']);
  });

  test('A28: a list has comments and blank lines', () => {
    expect(parseBumpList('# all\na=v1\n\n  b=v2 # why\r\nc:v3')).toEqual(['a=v1', 'b=v2', 'c:v3']);
  });
});

describe('an argument on a file', () => {
  test('A10: a name alone keeps tag and digest', () => {
    const text = `images:\n- name: app\n  newTag: v1\n  digest: ${D}\n`;
    const expected = text.replace('name: app\n', 'name: app\n  newName: reg/x\n');
    expect(bump(text, 'app=reg/x').content).toBe(expected);
  });

  test('A19: latest is warned of without a digest, and refused where tags have to stay', () => {
    const text = 'images:\n- name: app\n  newTag: v1\n';
    expect(codes(bump(text, 'app=latest'))).toEqual(['MUTABLE_TAG']);
    expect(codes(bump(text, `app=latest@${D}`))).toEqual([]);
    expect(refusal(text, 'app=latest', { requireImmutable: true })).toMatchObject({
      code: 'GUARD',
      line: 2,
    });
    expect(bump(text, `app=latest@${D}`, { requireImmutable: true }).results[0]?.status).toBe(
      'changed',
    );
  });

  test.each([
    'docker.io/library/nginx:1.28',
    'index.docker.io/library/nginx:1.28',
    'docker.io/nginx:1.28',
  ])('A24: %s means nginx', (argument) => {
    const text = 'images:\n- name: nginx\n  newTag: "1.27"\n';
    expect(bump(text, argument).content).toBe(text.replace('1.27', '1.28'));
  });

  test('A25: an entry is found by its new name', () => {
    const text = 'images:\n- name: frontend\n  newName: reg/front\n  newTag: v1\n';
    expect(bump(text, 'reg/front:v2').content).toBe(text.replace('v1', 'v2'));
  });

  test('two arguments for one entry are refused unless they agree', () => {
    const text = 'images:\n- name: nginx\n  newTag: v1\n';
    expect(refusal(text, 'nginx=v2 docker.io/nginx=v3').code).toBe('TARGET_AMBIGUOUS');
    expect(bump(text, 'nginx=v2 docker.io/nginx=v2').results).toHaveLength(1);
  });
});
