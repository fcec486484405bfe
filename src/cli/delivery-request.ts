import { resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { ImagesRequest } from '../workflows/bump-request.js';
import type { DeliveryFlags } from './delivery-flags.js';

/**
 * How images that are set are to get into a repository. It says nothing of guards, and lets nobody
 * land them along.
 *
 * @throws UsageError where flags do not go together or a value has no meaning.
 */
export function deliveryRequest(flags: DeliveryFlags): ImagesRequest {
  const needsCommit = [
    flags.push && '--push',
    flags.pr && '--pr',
    flags.remote && '--remote',
    flags.branch && '--branch',
  ];
  const flag = needsCommit.find((needed) => needed);
  if (flag && !flags.commit) {
    throw new UsageError(`${flag} needs a commit: leave out --no-commit`);
  }
  return {
    repository: resolve(flags.repo ?? '.'),
    options: {},
    checkRegistry: false,
    pinDigest: false,
    message: {
      skipCi: flags['skip-ci'],
      ...defined({ message: subjectOf(flags.message), runUrl: runUrl() }),
    },
    ...defined({
      author: authorOf(flags.author),
      branch: flags.branch,
      remote: flags.remote === undefined ? undefined : remoteUrl(flags.remote),
    }),
    strategy: flags.strategy,
    push: flags.push,
    ...(flags.pr ? { pr: { labels: flags.label ?? [], autoMerge: flags['auto-merge'] } } : {}),
    commit: flags.commit,
    dryRun: flags['dry-run'],
    sign: flags.sign,
    combine: false,
    signOff: flags['sign-off'],
    maxAttempts: flags['max-attempts'] ?? Infinity,
    timeoutSeconds: flags.timeout,
  };
}

/** A pipeline can pass an input on that was left empty. */
function subjectOf(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}

function authorOf(text: string | undefined): ImagesRequest['author'] {
  if (text === undefined) return undefined;
  const [, name, address] = /^([^<>\p{Cc}]*[^<>\p{Cc}\s]) <([^<>\p{Cc}\s]+)>$/u.exec(text) ?? [];
  if (name !== undefined && address !== undefined) return { name, address };
  throw new UsageError(`--author ${text} is no author`, { hint: "Write 'NAME <ADDRESS>'." });
}

/** A path is made whole, as git runs elsewhere. What git takes for one: git-fetch(1), GIT URLS. */
function remoteUrl(text: string): string {
  return /^[^/]*:/.test(text) ? text : resolve(text);
}

/** The page of the pipeline that this runs in, on GitHub and GitLab. */
function runUrl(): string | undefined {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: run,
  } = process.env;
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  return process.env['CI_PIPELINE_URL'];
}

/** Leaves out what is undefined. */
export function defined<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
