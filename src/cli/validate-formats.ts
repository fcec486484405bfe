import type { Validation } from '../workflows/validate.js';
import { githubAnnotations } from './findings-github.js';
import { junitReport } from './findings-junit.js';
import { sarifLog } from './findings-sarif.js';
import { summaryOf, validateJson, validateText } from './validate-report.js';

export const VALIDATE_FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;

type Format = (typeof VALIDATE_FORMATS)[number];

/** What `validate` prints; `version` is that of this program. */
export function validateOutput(validation: Validation, format: Format, version: string): string {
  switch (format) {
    case 'text':
      return validateText(validation);
    case 'json':
      return JSON.stringify(validateJson(validation), null, 2);
    case 'sarif':
      return JSON.stringify(sarifLog(validation, version), null, 2);
    case 'junit':
      return junitReport(validation.findings);
    case 'github':
      return [githubAnnotations(validation.findings), summaryOf(validation)].join('\n').trimStart();
  }
}
