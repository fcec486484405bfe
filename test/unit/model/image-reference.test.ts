import { describe, expect, test } from 'vitest';
import {
  familiarName,
  formatImageReference,
  isImageName,
  isImageTag,
  parseImageReference,
  splitRegistry,
} from '../../../src/model/image-reference.js';

const digest = `sha256:${'0'.repeat(64)}`;

describe('an image reference', () => {
  test.each([
    ['nginx', { name: 'nginx' }],
    ['nginx:1.27', { name: 'nginx', tag: '1.27' }],
    [`nginx@${digest}`, { name: 'nginx', digest }],
    ['localhost:5000/p/app:dev', { name: 'localhost:5000/p/app', tag: 'dev' }],
    ['localhost:5000/p/app', { name: 'localhost:5000/p/app' }],
    [`foo.com:443/nginx:1.2.3@${digest}`, { name: 'foo.com:443/nginx', tag: '1.2.3', digest }],
    ['[2001:db8::1]:5000/r:t', { name: '[2001:db8::1]:5000/r', tag: 't' }],
    ['a/b__c--d.e:1', { name: 'a/b__c--d.e', tag: '1' }],
  ])('%s is read and written', (text, reference) => {
    expect(parseImageReference(text)).toEqual(reference);
    expect(formatImageReference(reference)).toBe(text);
  });

  test.each([
    '',
    'App',
    'a//b',
    'a:',
    'a:-x',
    'a@sha256:0',
    'a b',
    '-a',
    'a..b',
    'https://a/b',
    'a:t:t',
  ])('%j is none', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  test('names and tags have a greatest length', () => {
    expect([isImageName('a'.repeat(255)), isImageName('a'.repeat(256))]).toEqual([true, false]);
    expect([isImageTag('a'.repeat(128)), isImageTag('a'.repeat(129))]).toEqual([true, false]);
  });
});

test.each([
  ['docker.io/library/nginx', 'nginx'],
  ['index.docker.io/library/nginx', 'nginx'],
  ['docker.io/bitnami/nginx', 'bitnami/nginx'],
  ['library/nginx', 'nginx'],
  ['ghcr.io/library/nginx', 'ghcr.io/library/nginx'],
])('the familiar name of %s is %s', (name, familiar) => {
  expect(familiarName(name)).toBe(familiar);
});

test.each([
  ['ghcr.io/o/a', { registry: 'ghcr.io', repository: 'o/a' }],
  ['localhost/a', { registry: 'localhost', repository: 'a' }],
  ['host:5000/a', { registry: 'host:5000', repository: 'a' }],
  ['o/a', { repository: 'o/a' }],
  ['a', { repository: 'a' }],
])('%s is split into registry and repository', (name, parts) => {
  expect(splitRegistry(name)).toEqual(parts);
});
