/** Something in a text that looks like a credential. */
export interface Leak {
  readonly what: string;
  /** From 1. */
  readonly line: number;
}

const PATTERNS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})\b/],
  ['a token of GitLab', /\bglpat-[\w-]{20,}/],
  ['a token of Slack', /\bxox[abeprs]-[\w-]{10,}/],
  ['a Google API key', /\bAIza[\w-]{35}\b/],
  ['a JSON Web Token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a URL with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$]+:[^\s/:@${]{3,}@/],
];

export function leaks(text: string): Leak[] {
  return text.split('\n').flatMap((line, index) =>
    PATTERNS.filter(([, pattern]) => pattern.test(line)).map(([what]) => ({
      what,
      line: index + 1,
    })),
  );
}
