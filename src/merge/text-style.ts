const BYTE_ORDER_MARK = '\uFEFF';

/** What a person's editor decides about a text file, apart from its lines. */
export interface TextStyle {
  readonly byteOrderMark: boolean;
  readonly lineEnd: '\n' | '\r\n';
  readonly finalLineEnd: boolean;
}

/**
 * The lines of a file, each ended by `\n`, and the style to write them back with. A file that
 * mixes line ends keeps its `\r` as content, for no single style would restore it.
 */
export function readStyle(content: string): { readonly text: string; readonly style: TextStyle } {
  const byteOrderMark = content.startsWith(BYTE_ORDER_MARK);
  const body = byteOrderMark ? content.slice(1) : content;
  const lineEnd = /\r\n/.test(body) && !/\r(?!\n)|(?<!\r)\n/.test(body) ? '\r\n' : '\n';
  const lines = lineEnd === '\n' ? body : body.replaceAll('\r\n', '\n');
  const finalLineEnd = lines === '' || lines.endsWith('\n');
  return {
    text: finalLineEnd ? lines : `${lines}\n`,
    style: { byteOrderMark, lineEnd, finalLineEnd },
  };
}

export function restoreStyle(text: string, style: TextStyle): string {
  const body = style.finalLineEnd ? text : text.replace(/\n$/, '');
  return (style.byteOrderMark ? BYTE_ORDER_MARK : '') + body.replaceAll('\n', style.lineEnd);
}

/** Whether two files differ in nothing but {@link TextStyle}. */
export function sameText(a: string, b: string): boolean {
  return a === b || readStyle(a).text === readStyle(b).text;
}

/** The lines of a normalised text, without their line ends. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
