import { UsageError } from '../../errors.js';
import {
  formatImageReference,
  isImageDigest,
  type ImageReference,
} from '../../model/image-reference.js';
import { askRegistry } from './ask-registry.js';
import { authorize } from './authorize.js';
import { dockerCredentials } from './docker-credentials.js';
import { registryPlace } from './registry-place.js';

/** Of an image, or of the index of images for several platforms. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * Asks the registry of an image what it has under a tag or digest, with the user's own credentials:
 * OCI distribution specification 1.1, pulling manifests. Nothing of the image is downloaded.
 *
 * @returns its digest, or `undefined` where the registry does not say it.
 * @throws UsageError where there is no such image, or it may not be seen. @throws RemoteError where
 * the registry cannot be reached.
 */
export async function findDigest(image: ImageReference): Promise<string | undefined> {
  const { origin, repository, account } = registryPlace(image.name);
  const url = `${origin}/v2/${repository}/manifests/${image.digest ?? image.tag ?? 'latest'}`;
  const ask = (authorization?: string) =>
    askRegistry(url, {
      method: 'HEAD',
      headers: { accept: MANIFESTS, ...(authorization === undefined ? {} : { authorization }) },
    });
  let response = await ask();
  if (response.status === 401) {
    const challenge = response.headers.get('www-authenticate') ?? '';
    const authorization = await authorize(challenge, await dockerCredentials(account));
    if (authorization !== undefined) response = await ask(authorization);
  }
  if (!response.ok) throw refusal(image, response.status);
  const digest = response.headers.get('docker-content-digest') ?? '';
  return isImageDigest(digest) ? digest : undefined;
}

function refusal(image: ImageReference, status: number): UsageError {
  const text = formatImageReference(image);
  if (status === 404) {
    return new UsageError(`${text} is not in its registry`, {
      code: 'GUARD',
      hint: 'Push the image first, or leave out the look at the registry.',
    });
  }
  return new UsageError(`the registry refuses to say whether there is ${text} (HTTP ${status})`, {
    code: 'REMOTE_REFUSED',
    hint: 'Log in with `docker login`; where there is no Docker, write its config.json and name the folder in DOCKER_CONFIG.',
  });
}
