import { Lexer } from 'yaml';

/** What the lexer puts before the text of a plain or block scalar. */
const SCALAR_MARK = '\u001f';

/** The comments of a stream in their order, `#` included; text inside of scalars is none. */
export function commentsOf(text: string): string[] {
  const tokens = [...new Lexer().lex(text)];
  return tokens.filter(
    (token, index) => token.startsWith('#') && tokens[index - 1] !== SCALAR_MARK,
  );
}
