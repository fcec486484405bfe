import { formatImage, type BumpedImage } from './evaluate-bump.js';

/** What became of images, as a table in Markdown. */
export function bumpTable(images: readonly BumpedImage[]): string {
  const rows = images.map((image) => [
    image.env ?? image.path,
    image.app ?? '',
    code(image.name),
    code(formatImage(image.old)),
    code(formatImage(image.new)),
    statusOf(image),
  ]);
  const head = ['environment', 'app', 'image', 'from', 'to', 'status'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function statusOf({ status, hold }: BumpedImage): string {
  const { until, reason } = (status === 'held' && hold) || {};
  return [
    status,
    ...(until === undefined ? [] : ['until', code(until)]),
    ...(reason === undefined ? [] : [code(reason)]),
  ].join(' ');
}

/** Text of a file, which can hold anything, as code within a cell. */
function code(text: string): string {
  return text === '' ? '' : `\`${text.replace(/[`|\p{Cc}]/gu, '')}\``;
}
