import { formatImage, type BumpedImage } from './evaluate-bump.js';

/** What became of images, as a table in Markdown. */
export function bumpTable(images: readonly BumpedImage[]): string {
  const rows = images.map(({ env, path, app, name, old, new: now, status }) => [
    env ?? path,
    app ?? '',
    code(name),
    code(formatImage(old)),
    code(formatImage(now)),
    status,
  ]);
  const head = ['environment', 'app', 'image', 'from', 'to', 'status'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

/** Text of a file, which can hold anything, as code within a cell. */
function code(text: string): string {
  return text === '' ? '' : `\`${text.replace(/[`|\p{Cc}]/gu, '')}\``;
}
