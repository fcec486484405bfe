import type { ImageStatus } from '../workflows/status-matrix.js';
import type { Status } from '../workflows/status.js';
import { count } from './count.js';
import { formatHold } from './format-hold.js';
import { formatTable, printable, type Cell } from './status-table.js';

/** What a person reads: a row for each image, a column for each environment, and what to do about it. */
export function statusText(status: Status): string {
  const { environments, images } = status;
  if (images.length === 0) return 'There are no images.';
  const apps = [...new Set(images.map(({ app }) => app))].map((app) => {
    const own = images.filter((one) => one.app === app);
    const rows = [...new Set(own.map(({ image }) => image))].map((image) => {
      const cells = environments.map((env) => {
        const there = own.find((one) => one.env === env && one.image === image);
        return there ? cellOf(there) : { head: ['–'], foot: [] };
      });
      return { label: image, cells };
    });
    return { label: app, rows };
  });
  const table = formatTable(environments, apps);
  const rest = [...legend(images), ...promotions(images), ...onHold(images)];
  return [table, ...(rest.length > 0 ? ['', ...rest] : [])].join('\n');
}

/** The same for a machine. */
export function statusJson({ environments, order, images, messages }: Status) {
  return {
    environments,
    order,
    images: images.map(({ hold, since, promotion, ...image }) => ({
      ...image,
      ...(hold && { hold }),
      since: since ?? null,
      promotion: promotion ? { ...promotion, deployments: promotion.deployments ?? null } : null,
    })),
    messages,
  };
}

function cellOf({ unit, standIn, held, uncommitted, since, promotion }: ImageStatus): Cell {
  const { tag, digest } = unit;
  const version = `${tag ?? ''}${digest === undefined ? '' : `@${shortDigest(digest)}`}`;
  const marks = [
    ...(promotion && promotion.status !== 'same' ? [wordsOf(promotion)] : []),
    ...(held ? ['held'] : []),
  ];
  return {
    head: [`${version === '' ? 'no tag' : version}${standIn ? '*' : ''}`, marks.join(', ')].filter(
      (text) => text !== '',
    ),
    foot: uncommitted ? ['not committed'] : since ? sinceForms(since) : [],
  };
}

function sinceForms({ date, author, commit }: NonNullable<ImageStatus['since']>): string[] {
  const short = `${date.slice(0, 10)} ${author}`;
  return [`${short} ${commit.slice(0, 7)}`, short];
}

function wordsOf({ status, deployments }: NonNullable<ImageStatus['promotion']>): string {
  return deployments === undefined ? status : `${status} ${deployments}`;
}

/** Enough to tell one from another. */
function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 7);
}

/** What the marks mean that there are. */
function legend(images: readonly ImageStatus[]): string[] {
  const has = (wanted: string) => images.some(({ promotion }) => promotion?.status === wanted);
  return [
    ...(has('behind') ? ['behind N: the environment before it had N deployments since.'] : []),
    ...(has('ahead')
      ? ['ahead N: it had N deployments that the environment before it lacks.']
      : []),
    ...(has('differs')
      ? ['differs: neither environment is known to have had what the other has.']
      : []),
    ...(images.some(({ standIn }) => standIn)
      ? ['*: a stand-in of the model, until `gitops-gen bump` sets the image.']
      : []),
  ];
}

/** What `promote` would do, step by step. */
function promotions(images: readonly ImageStatus[]): string[] {
  const steps = new Map<string, { forward: number; back: number }>();
  for (const { env, promotion } of images) {
    if (!promotion || promotion.held || promotion.status === 'same') continue;
    const step = `${promotion.from} to ${env}`;
    const counts = steps.get(step) ?? { forward: 0, back: 0 };
    counts[promotion.status === 'ahead' ? 'back' : 'forward']++;
    steps.set(step, counts);
  }
  return [...steps].map(([step, { forward, back }]) => {
    const actions = [
      ...(forward > 0 ? [`set ${count(forward, 'image')}`] : []),
      ...(back > 0
        ? [`take back ${count(back, 'image')} that ${back === 1 ? 'is' : 'are'} ahead`]
        : []),
    ];
    return `Promotion from ${step} would ${actions.join(' and ')}.`;
  });
}

function onHold(images: readonly ImageStatus[]): string[] {
  return images
    .filter(({ held }) => held)
    .map(({ env, app, image, hold }) => `${env}/${app}/${image} is ${formatHold(hold)}`)
    .map(printable);
}
