import { CLIError } from '@oclif/core/errors';
import { GitopsError, type Place } from '../errors.js';

/** What a failed command says, in text and as JSON, and what it exits with. */
export interface ErrorDescription {
  readonly exitCode: number;
  readonly text: string;
  readonly report: ErrorReport;
}

export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

export function describeError(error: unknown): ErrorDescription {
  if (error instanceof GitopsError) return describeOwn(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isInterruption(error)) {
    return {
      exitCode: 130,
      text: 'Interrupted; nothing was written.',
      report: { code: 'INTERRUPTED', message },
    };
  }
  if (error instanceof CLIError) {
    return {
      exitCode: error.oclif.exit ?? 2,
      text: withMark(message),
      report: { code: 'USAGE', message },
    };
  }
  const stack = error instanceof Error && process.env['DEBUG'] ? `\n${error.stack ?? ''}` : '';
  const hint = 'This should not happen. Run it again with DEBUG=* and report what it prints.';
  return {
    exitCode: 1,
    text: `${withMark(message)}\n  ${hint}${stack}`,
    report: { code: 'UNEXPECTED', message, hint },
  };
}

function describeOwn({
  message,
  code,
  hint,
  place,
  exitCode,
  stack,
}: GitopsError): ErrorDescription {
  const lines = [withMark(placed(message, place)), ...(hint === undefined ? [] : [`  ${hint}`])];
  if (process.env['DEBUG'] && stack !== undefined) lines.push(stack);
  const report = { code, message, ...(hint === undefined ? {} : { hint }), ...place };
  return { exitCode, text: lines.join('\n'), report };
}

/** A message that begins with the file needs it no second time. */
function placed(message: string, place: Place | undefined): string {
  if (!place || message.startsWith(`${formatPlace(place)} `)) return message;
  return `${formatPlace(place)}: ${message}`;
}

/** `file:line:column`, as editors and terminals link it. */
export function formatPlace({ path, line, column }: Place): string {
  return [path, line, column].filter((part) => part !== undefined).join(':');
}

function withMark(text: string): string {
  return `Error: ${text}`;
}

/** Ctrl-C at a prompt. */
function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}
