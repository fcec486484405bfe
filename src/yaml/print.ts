import { stringify } from 'yaml';

/**
 * A value as YAML for a file that this program writes for the first time, or for display. Never
 * for a file that a person may have edited: it has one style only.
 */
export function printYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, version: '1.1', aliasDuplicateObjects: false });
}
