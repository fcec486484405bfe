import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { validateOutput, type VALIDATE_FORMATS } from '../../../src/cli/validate-formats.js';
import { validateExitCode } from '../../../src/cli/validate-report.js';
import { allRules } from '../../../src/validate/all-rules.js';
import type { MergedFinding } from '../../../src/validate/merge-findings.js';
import type { Validation } from '../../../src/workflows/validate.js';

const ERROR: MergedFinding = {
  rule: 'manifests/B-18',
  severity: 'error',
  message: 'a < b & "c", 100%\n::error::no',
  fix: "don't",
  source: 'somebody',
  folders: ['overlays/dev/shop', 'overlays/prod/shop'],
  object: { group: 'apps', kind: 'Deployment', name: 'web' },
  place: { path: 'base/a b,c:d%é.yaml', line: 7, column: 3 },
};
const WARNING: MergedFinding = {
  rule: 'build/elsewhere',
  severity: 'warning',
  message: 'a bell \u0007 and half a pair \ud800',
  fix: 'copy it',
  source: 'somebody else',
  folders: ['overlays/dev/shop'],
};

function validation(...findings: MergedFinding[]): Validation {
  return { findings, notChecked: [], rules: allRules, builds: 2, messages: [] };
}

const print = (format: (typeof VALIDATE_FORMATS)[number], ...findings: MergedFinding[]) =>
  validateOutput(validation(...findings), format, '1.2.3');

describe('text', () => {
  test('names file, line, rule, object, overlays, and how to mend it', () => {
    expect(print('text', ERROR, WARNING)).toBe(
      `base/a b,c:d%é.yaml
  7:3 error manifests/B-18: Deployment.apps web: a < b & "c", 100%
    | ::error::no
    in overlays/dev/shop, overlays/prod/shop
    → don't

overlays/dev/shop
  warning build/elsewhere: a bell \ufffd and half a pair \ud800
    → copy it

1 error, 1 warning and 0 notices in 2 builds.`,
    );
  });

  test('begins no line with a command, and moves no cursor', () => {
    const text = print('text', { ...ERROR, message: '\u001b[2J', place: { path: '::stop::x' } });
    expect(text).toContain('| ::stop::x\n');
    expect(text).not.toContain('\u001b');
  });

  test('says once how to mend what stands twice in a row', () => {
    expect(print('text', ERROR, ERROR).match(/don't/g)).toHaveLength(1);
  });

  test('says that nothing was found, and in what', () => {
    expect(print('text')).toBe('Nothing found in 2 builds.');
  });
});

test('github: no text ends the command, or begins another', () => {
  expect(print('github', ERROR, WARNING).split('\n')).toEqual([
    '::error file=base/a b%2Cc%3Ad%25é.yaml,line=7,col=3,title=manifests/B-18::' +
      'Deployment.apps web: a < b & "c", 100%25%0A::error::no%0ATo mend it: don\'t',
    '::warning title=build/elsewhere::a bell \u0007 and half a pair \ud800%0ATo mend it: copy it',
    '1 error, 1 warning and 0 notices in 2 builds.',
  ]);
});

describe('junit', () => {
  test('fails for errors only, and holds any text', () => {
    const file = 'base/a b,c:d%é.yaml';
    const message = 'Deployment.apps web: a &lt; b &amp; &quot;c&quot;, 100%&#10;::error::no';
    expect(print('junit', ERROR, WARNING)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gitops-gen validate" tests="2" failures="1">
  <testsuite name="${file}" tests="1" failures="1">
    <testcase name="manifests/B-18: ${message}" classname="${file}" file="${file}" line="7">` +
        `<failure type="manifests/B-18" message="${message}">error: ${message}&#10;don&apos;t</failure></testcase>
  </testsuite>
  <testsuite name="overlays/dev/shop" tests="1" failures="0">
    <testcase name="build/elsewhere: a bell \ufffd and half a pair \ufffd" classname="overlays/dev/shop" file="overlays/dev/shop">` +
        `<system-out>warning: a bell \ufffd and half a pair \ufffd&#10;copy it</system-out></testcase>
  </testsuite>
</testsuites>`,
    );
  });

  test('of nothing is a test that passes', () => {
    expect(print('junit')).toContain('tests="1" failures="0"');
  });
});

describe('sarif', () => {
  // In the words of draft 4, which Ajv does not know any more; all else of it is the same.
  const draft4 = new Set(['id', '$schema']);
  const schema = Object.fromEntries(Object.entries(published).filter(([key]) => !draft4.has(key)));
  const validate = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(
    schema,
  );

  test.each([
    ['of findings', [ERROR, WARNING]],
    ['of none', []],
  ])('%s is as its schema says', (_, findings) => {
    validate(JSON.parse(print('sarif', ...findings)));
    expect(validate.errors).toBeNull();
  });

  test('places a finding, and says what its rule is', () => {
    expect(JSON.parse(print('sarif', ERROR))).toMatchObject({
      runs: [
        {
          tool: { driver: { version: '1.2.3', rules: [{ id: 'manifests/B-18' }] } },
          results: [
            {
              ruleId: 'manifests/B-18',
              ruleIndex: 0,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'base/a%20b%2Cc%3Ad%25%C3%A9.yaml' },
                    region: { startLine: 7, startColumn: 3 },
                  },
                  logicalLocations: [{ fullyQualifiedName: 'Deployment.apps web' }],
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

test('json has what the schema names', () => {
  expect(JSON.parse(print('json', ERROR))).toMatchObject({
    summary: { errors: 1, warnings: 0, notices: 0, builds: 2 },
    findings: [{ rule: 'manifests/B-18', object: 'Deployment.apps web', line: 7, column: 3 }],
  });
});

test('only errors fail', () => {
  expect(validateExitCode(validation(WARNING))).toBe(0);
  expect(validateExitCode(validation(WARNING, ERROR))).toBe(3);
});
