/** Where a repository is on its host. */
export interface Project {
  /** In lower case, without port. */
  readonly host: string;
  /** The repository's path, such as `acme/deploy`. */
  readonly path: string;
}

/** `user@host:path`, which git takes for ssh (git-fetch(1), GIT URLS). */
const SCP = /^(?:[^/@:]+@)?([^/@:]+):(?!\/\/)(.+)$/;

/** What the URL of a remote says of its host, or `undefined` where it names none. */
export function projectOf(remoteUrl: string): Project | undefined {
  const [, scpHost, scpPath] = SCP.exec(remoteUrl) ?? [];
  if (scpHost !== undefined && scpPath !== undefined) return project(scpHost, scpPath);
  if (!/^(https?|ssh):\/\//i.test(remoteUrl) || !URL.canParse(remoteUrl)) return undefined;
  const { hostname, pathname } = new URL(remoteUrl);
  return project(hostname, pathname);
}

function project(host: string, path: string): Project | undefined {
  const name = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const parts = name.split('/');
  const isSafe = parts.length >= 2 && parts.every((part) => /^(?!\.{1,2}$)[\w.-]+$/.test(part));
  return isSafe ? { host: host.toLowerCase(), path: name } : undefined;
}
