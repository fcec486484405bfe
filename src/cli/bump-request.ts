import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { UsageError } from '../errors.js';
import { parseBumpList } from '../images/parse-bump-argument.js';
import type { BumpRequest } from '../workflows/bump-request.js';
import type { BumpFlags } from './bump-flags.js';

/** @throws UsageError where flags do not go together or a value has no meaning. */
export async function bumpRequest(args: readonly string[], flags: BumpFlags): Promise<BumpRequest> {
  const images = await imageArguments(args, flags['from-env']);
  if (images.length === 0) {
    throw new UsageError('no image is given', {
      hint: 'Write IMAGE=TAG, or - to read a list from stdin.',
    });
  }
  const needsCommit = [flags.push && '--push', flags.pr && '--pr', flags.remote && '--remote'];
  const flag = needsCommit.find((needed) => needed);
  if (flag && !flags.commit) {
    throw new UsageError(`${flag} needs a commit: leave out --no-commit`);
  }
  const orderKey = orderKeyOf(flags['order-key']);
  return {
    repository: resolve(flags.repo ?? '.'),
    images,
    scope: {
      envs: flags.env ?? [],
      allEnvs: flags['all-envs'],
      apps: flags.app ?? [],
      add: flags.add,
      ...(flags.file === undefined ? {} : { file: flags.file }),
    },
    options: editOptions(flags, orderKey),
    checkRegistry: flags['check-registry'],
    pinDigest: flags['pin-digest'],
    message: {
      skipCi: flags['skip-ci'],
      ...defined({
        message: flags.message,
        sourceCommit: flags['source-commit'],
        sourceRepo: flags['source-repo'],
        runUrl: runUrl(),
        orderKey,
      }),
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
    combine: flags.combine,
    signOff: flags['sign-off'],
    maxAttempts: flags['max-attempts'] ?? Infinity,
    timeoutSeconds: flags.timeout,
  };
}

function authorOf(text: string | undefined): BumpRequest['author'] {
  if (text === undefined) return undefined;
  const [, name, address] = /^([^<>\p{Cc}]*[^<>\p{Cc}\s]) <([^<>\p{Cc}\s]+)>$/u.exec(text) ?? [];
  if (name !== undefined && address !== undefined) return { name, address };
  throw new UsageError(`--author ${text} is no author`, { hint: "Write 'NAME <ADDRESS>'." });
}

/** A path is made whole, as git runs elsewhere. What git takes for one: git-fetch(1), GIT URLS. */
function remoteUrl(text: string): string {
  return /^[^/]*:/.test(text) ? text : resolve(text);
}

/** Those of the command line, of stdin for `-`, and of an environment variable. */
async function imageArguments(
  args: readonly string[],
  variable: string | undefined,
): Promise<string[]> {
  const fromStdin = args.includes('-') ? parseBumpList(await readAll(process.stdin)) : [];
  const fromVariable = variable === undefined ? [] : parseBumpList(process.env[variable] ?? '');
  if (variable !== undefined && fromVariable.length === 0) {
    throw new UsageError(`the environment variable ${variable} is empty`);
  }
  return [...args.filter((arg) => arg !== '-'), ...fromStdin, ...fromVariable];
}

function editOptions(flags: BumpFlags, orderKey: bigint | undefined): BumpRequest['options'] {
  const ordered = flags['only-newer'] || flags.policy !== undefined || flags.extract !== undefined;
  const onlyNewer = {
    policy: flags.policy ?? ('semver' as const),
    pre: flags.pre,
    allowDowngrade: flags['allow-downgrade'],
    ...(flags.extract === undefined ? {} : { extract: regularExpression(flags.extract) }),
  };
  return {
    add: flags.add,
    all: flags.all,
    keepDigest: flags['keep-digest'],
    breakAlias: flags['break-alias'],
    force: flags.force,
    requireImmutable: flags['require-immutable'],
    ...defined({
      key: flags.key,
      doc: flags.doc,
      expectCurrent: flags['expect-current'],
      orderKey,
    }),
    ...(ordered ? { onlyNewer } : {}),
  };
}

function orderKeyOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,30}$/.test(text)) return BigInt(text);
  throw new UsageError(`--order-key ${text} is no number`);
}

function regularExpression(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (cause) {
    throw new UsageError(`--extract ${source} is no regular expression`, { cause });
  }
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
function defined<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
