import type { BumpResult } from '../workflows/bump-request.js';
import { formatImage, type BumpedImage } from '../workflows/evaluate-bump.js';
import { formatDiff } from './format-changes.js';
import { formatPlace } from './describe-error.js';
import { formatHold } from './format-hold.js';

/** How a person is to be told. */
export interface Telling {
  readonly dryRun: boolean;
  /** What is said where no image is meant. */
  readonly nothing?: string;
}

/** What a person reads after a command that sets images. */
export function bumpText(
  result: BumpResult,
  { dryRun, nothing = 'There is nothing to set.' }: Telling,
): string {
  const width = Math.max(0, ...result.images.map((image) => whereOf(image).length));
  const lines = result.images.map((image) =>
    inOneLine(`${whereOf(image).padEnd(width)}  ${describe(image)}`),
  );
  if (lines.length === 0) lines.push(nothing);
  if (dryRun) return [...lines, formatDiff(result.changes)].join('\n').trimEnd();
  const { commit, branch, pushed, pr } = result;
  if (commit !== undefined) {
    lines.push(`${pushed ? 'Pushed' : 'Committed'} ${commit.slice(0, 7)} to ${branch ?? ''}.`);
    if (pr !== undefined) lines.push(pr);
  } else if (result.status === 'changed') lines.push('Written, not committed.');
  return lines.join('\n');
}

export function warningText(result: BumpResult): string[] {
  return result.warnings.map(({ message, path, line }) => {
    const place =
      path === undefined
        ? ''
        : `${formatPlace({ path, ...(line === undefined ? {} : { line }) })}: `;
    return inOneLine(`Warning: ${place}${message}`);
  });
}

/** A file holds anything: neither a terminal nor the log of a pipeline is to take it for a command. */
function inOneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same for a machine. */
export function bumpJson(result: BumpResult, { dryRun }: { readonly dryRun: boolean }) {
  return {
    status: result.status,
    commit: result.commit ?? null,
    branch: result.branch ?? null,
    pr: result.pr ?? null,
    attempts: result.attempts,
    strategy: result.strategy ?? null,
    files: result.images.map(({ path, env, app, name, status, hold, heldIn, old, new: now }) => ({
      path,
      env: env ?? null,
      app: app ?? null,
      image: name,
      status,
      old,
      new: now,
      ...(hold && { hold }),
      ...(heldIn !== undefined && { heldIn }),
    })),
    warnings: result.warnings,
    ...(dryRun ? { diff: formatDiff(result.changes) } : {}),
  };
}

function whereOf({ env, app, path, name }: BumpedImage): string {
  return env === undefined || app === undefined ? `${path} ${name}` : `${env}/${app}/${name}`;
}

function describe(image: BumpedImage): string {
  const { status, old, new: now, hold, released } = image;
  if (status === 'unchanged') return `${formatImage(now)} (unchanged)`;
  if (status === 'superseded') return `${formatImage(old)} (a newer bump is already there)`;
  if (status === 'held') return `${formatImage(old)}${holdText(image)}`;
  if (released === true) return `${formatImage(now)} (no longer on hold)`;
  return `${formatImage(old)} → ${formatImage(now)}${hold ? holdText(image) : ''}`;
}

function holdText({ hold, heldIn }: BumpedImage): string {
  return ` (${formatHold(hold, heldIn)})`;
}
