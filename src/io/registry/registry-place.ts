import { splitRegistry } from '../../model/image-reference.js';

/** Where a repository of images is served. */
export interface RegistryPlace {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly repository: string;
  /** What the registry is called in Docker's configuration. */
  readonly account: string;
}

const DOCKER_HUB = /^(?:index\.)?docker\.io$/;

/** The place of an image's name. Docker Hub is implied, and so is its `library/`; loopback speaks HTTP. */
export function registryPlace(name: string): RegistryPlace {
  const { registry = 'docker.io', repository } = splitRegistry(name);
  if (DOCKER_HUB.test(registry)) {
    return {
      origin: 'https://registry-1.docker.io',
      repository: repository.includes('/') ? repository : `library/${repository}`,
      account: 'https://index.docker.io/v1/',
    };
  }
  const scheme = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(registry) ? 'http' : 'https';
  return { origin: `${scheme}://${registry}`, repository, account: registry };
}
