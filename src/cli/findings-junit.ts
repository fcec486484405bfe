import { fileOf, type MergedFinding } from '../validate/merge-findings.js';
import { sentenceOf } from './validate-report.js';

/** The findings as JUnit's XML: a suite for each file, in which errors fail and others do not. */
export function junitReport(findings: readonly MergedFinding[]): string {
  const files = [...new Set(findings.map(fileOf))];
  const suites = files.map((file) =>
    suite(
      file,
      findings.filter((finding) => fileOf(finding) === file),
    ),
  );
  const passed = suite('gitops-gen validate', []);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gitops-gen validate" ${countsOf(findings)}>`,
    ...(suites.length > 0 ? suites : [passed]),
    '</testsuites>',
  ].join('\n');
}

function suite(name: string, findings: readonly MergedFinding[]): string {
  const cases = findings.length > 0 ? findings.map(testCase) : ['    <testcase name="validate"/>'];
  return [
    `  <testsuite name="${escapeXml(name)}" ${countsOf(findings)}>`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

/** A report without any test counts as a broken one: that nothing is found is a test that passes. */
function countsOf(findings: readonly MergedFinding[]): string {
  const failures = findings.filter(({ severity }) => severity === 'error').length;
  return `tests="${Math.max(findings.length, 1)}" failures="${failures}"`;
}

function testCase(finding: MergedFinding): string {
  const { rule, severity, fix, place } = finding;
  const line = place?.line === undefined ? '' : ` line="${place.line}"`;
  const file = escapeXml(fileOf(finding));
  const message = escapeXml(sentenceOf(finding));
  const text = escapeXml(`${severity}: ${sentenceOf(finding)}\n${fix}`);
  const body =
    severity === 'error'
      ? `<failure type="${rule}" message="${message}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
  return `    <testcase name="${rule}: ${message}" classname="${file}" file="${file}"${line}>${body}</testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
};

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_IN_XML = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** For text and attributes; what XML 1.0 cannot hold becomes U+FFFD. */
function escapeXml(text: string): string {
  const whole = text.replaceAll(NOT_IN_XML, '\ufffd');
  return whole.replaceAll(/[&<>"'\n\t]/g, (character) => ENTITIES[character] ?? '');
}
