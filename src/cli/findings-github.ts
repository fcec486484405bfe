import type { MergedFinding } from '../validate/merge-findings.js';
import { sentenceOf } from './validate-report.js';

/** The findings as workflow commands, which GitHub shows at their lines in a pull request. */
export function githubAnnotations(findings: readonly MergedFinding[]): string {
  return findings.map(annotation).join('\n');
}

function annotation(finding: MergedFinding): string {
  const { severity, rule, fix, place } = finding;
  const properties = Object.entries({
    file: place?.path,
    line: place?.line,
    col: place?.column,
    title: rule,
  })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const text = `${sentenceOf(finding)}\nTo mend it: ${fix}`;
  return `::${severity} ${properties.join(',')}::${escapeData(text)}`;
}

/** As `@actions/core` does it: what is not escaped ends the command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
