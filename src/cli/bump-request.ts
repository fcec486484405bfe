import { text as readAll } from 'node:stream/consumers';
import { UsageError } from '../errors.js';
import { parseBumpList } from '../images/parse-bump-argument.js';
import type { BumpRequest } from '../workflows/bump-request.js';
import type { BumpFlags } from './bump-flags.js';
import { defined, deliveryRequest } from './delivery-request.js';

/** @throws UsageError where flags do not go together or a value has no meaning. */
export async function bumpRequest(args: readonly string[], flags: BumpFlags): Promise<BumpRequest> {
  const images = await imageArguments(args, flags['from-env']);
  if (images.length === 0) {
    throw new UsageError('no image is given', {
      hint: 'Write IMAGE=TAG, or - to read a list from stdin.',
    });
  }
  const orderKey = orderKeyOf(flags['order-key']);
  const delivery = deliveryRequest(flags);
  return {
    ...delivery,
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
      ...delivery.message,
      ...defined({
        sourceCommit: flags['source-commit'],
        sourceRepo: flags['source-repo'],
        orderKey,
      }),
    },
    combine: flags.combine,
  };
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
