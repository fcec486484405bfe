import { expect, test } from 'vitest';
import { registryPlace } from '../../../src/io/registry/registry-place.js';

const HUB = { origin: 'https://registry-1.docker.io', account: 'https://index.docker.io/v1/' };

test.each([
  ['nginx', { ...HUB, repository: 'library/nginx' }],
  ['docker.io/library/nginx', { ...HUB, repository: 'library/nginx' }],
  ['index.docker.io/acme/web', { ...HUB, repository: 'acme/web' }],
  ['ghcr.io/acme/web', { origin: 'https://ghcr.io', account: 'ghcr.io', repository: 'acme/web' }],
  [
    'registry.example.com:5000/web',
    {
      origin: 'https://registry.example.com:5000',
      account: 'registry.example.com:5000',
      repository: 'web',
    },
  ],
  [
    'localhost:5000/web',
    { origin: 'http://localhost:5000', account: 'localhost:5000', repository: 'web' },
  ],
])('%s', (name, place) => {
  expect(registryPlace(name)).toEqual(place);
});
