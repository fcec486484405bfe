import { formatObjectId } from '../model/object-id.js';
import { fileOf, type MergedFinding } from '../validate/merge-findings.js';
import type { Validation } from '../workflows/validate.js';
import { sentenceOf } from './validate-report.js';

const LEVELS = { error: 'error', warning: 'warning', notice: 'note' } as const;

/** The findings as SARIF 2.1.0, which code scanning of GitHub and many editors read. */
export function sarifLog({ findings, rules }: Validation, version: string): object {
  const used = new Set(findings.map(({ rule }) => rule));
  const listed = rules.filter(({ id }) => used.has(id));
  const indexes = new Map(listed.map(({ id }, index) => [id, index]));
  const driver = {
    name: 'gitops-gen',
    version,
    informationUri: 'https://github.com/gitops-gen/gitops-gen',
    rules: listed.map(({ id, title, fix, source, severity = 'error' }) => ({
      id,
      shortDescription: { text: title },
      help: { text: `${fix}\n\nSource: ${source}` },
      defaultConfiguration: { level: LEVELS[severity] },
    })),
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, indexes)),
      },
    ],
  };
}

function resultOf(finding: MergedFinding, indexes: ReadonlyMap<string, number>) {
  const { rule, severity, fix, object, place } = finding;
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule) ?? -1,
    level: LEVELS[severity],
    message: { text: `${sentenceOf(finding)}. To mend it: ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(fileOf(finding)), uriBaseId: '%SRCROOT%' },
          // Code scanning shows nothing that has no line.
          region: {
            startLine: place?.line ?? 1,
            ...(place?.column !== undefined && { startColumn: place.column }),
          },
        },
        ...(object && { logicalLocations: [{ fullyQualifiedName: formatObjectId(object) }] }),
      },
    ],
  };
}

/** A path relative to the root as a URI reference; a colon in its first part would make a scheme of it. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
