import { formatObjectId } from '../model/object-id.js';
import { fileOf, type MergedFinding } from '../validate/merge-findings.js';
import type { Validation } from '../workflows/validate.js';
import { count } from './count.js';
import { formatPlace } from './describe-error.js';

/** What a person reads: the findings by file, and how many there are. */
export function validateText(validation: Validation): string {
  const files = new Map<string, MergedFinding[]>();
  for (const finding of validation.findings) {
    const file = fileOf(finding);
    files.set(file, [...(files.get(file) ?? []), finding]);
  }
  const groups = [...files].map(([file, findings]) =>
    [
      file,
      ...findings.flatMap((finding, index) => [
        ...findingLines(finding),
        ...(findings[index + 1]?.fix === finding.fix ? [] : [`    → ${finding.fix}`]),
      ]),
      '',
    ].join('\n'),
  );
  return harmless([...groups, summaryOf(validation)].join('\n'));
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Names and messages are those of files: none may move the cursor of a terminal, or begin a line
 * that a runner of GitHub takes for a command.
 */
function harmless(text: string): string {
  return text.replaceAll(CONTROLS, '\ufffd').replaceAll(/^(\s*)(::|##\[)/gm, '$1| $2');
}

/** `3 errors, 1 warning and 0 notices in 12 builds.` */
export function summaryOf({ findings, builds }: Validation): string {
  const { errors, warnings, notices } = countFindings(findings);
  const built = count(builds, 'build');
  if (findings.length === 0) return `Nothing found in ${built}.`;
  const counts = `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  return `${counts} and ${count(notices, 'notice')} in ${built}.`;
}

export function validateJson({ findings, notChecked, builds, messages }: Validation) {
  return {
    summary: { ...countFindings(findings), builds },
    findings: findings.map(({ place, object, ...finding }) => ({
      ...finding,
      ...(object && { object: formatObjectId(object) }),
      ...place,
    })),
    notChecked,
    messages,
  };
}

/** Warnings do not fail. */
export function validateExitCode({ findings }: Validation): number {
  return findings.some(({ severity }) => severity === 'error') ? 3 : 0;
}

/** The object, and what is wrong with it. */
export function sentenceOf({ object, message }: MergedFinding): string {
  return object ? `${formatObjectId(object)}: ${message}` : message;
}

function findingLines(finding: MergedFinding): string[] {
  const { rule, severity, place, folders } = finding;
  const where = place?.line === undefined ? '' : `${formatPlace({ ...place, path: '' }).slice(1)} `;
  const others = folders.length > 1 ? `    in ${folders.join(', ')}` : undefined;
  return [
    `  ${where}${severity} ${rule}: ${indented(sentenceOf(finding))}`,
    ...(others === undefined ? [] : [others]),
  ];
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n    ');
}

function countFindings(findings: readonly MergedFinding[]) {
  const of = (severity: MergedFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), notices: of('notice') };
}
