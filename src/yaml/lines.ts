/** Offset of the first unit of the line that `offset` is in; a byte order mark is not part of it. */
export function lineStartAt(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** Offset right behind the last unit of the line, before its line break. */
export function lineEndAt(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** Offset of the first line start at or behind `offset`; the text's end where there is none. */
export function nextLineStartAt(text: string, offset: number): number {
  if (offset === 0 || text[offset - 1] === '\n') return offset;
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}

/** How lines end around `offset`: as its own line does, else the line before, else `\n`. */
export function lineBreakAt(text: string, offset: number): '\n' | '\r\n' {
  const feed = text.indexOf('\n', offset);
  const known = feed < 0 ? text.lastIndexOf('\n') : feed;
  return known > 0 && text[known - 1] === '\r' ? '\r\n' : '\n';
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStartAt(text, offset);
}
