import { dirname, join } from 'node:path/posix';
import type { FileTree } from '../model/file-tree.js';
import { isKustomizationPath, KUSTOMIZATION_NAMES } from '../manifests/local-references.js';
import { offsetOf, type YamlPath } from '../yaml/locate.js';
import { parseDocuments, type YamlDocument } from '../yaml/parse.js';
import { positionAt } from '../yaml/position.js';
import type { CheckedRepository } from './check-schemas.js';
import { onceFor } from './once-for.js';
import type { Rule, RuleText, Severity } from './rule.js';

/** A view of a kustomization: the fields that rules read. */
export interface Kustomization {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly images?: readonly { readonly name?: string }[];
  readonly labels?: readonly {
    readonly includeSelectors?: boolean;
    readonly includeTemplates?: boolean;
    readonly includeVolumeClaimTemplates?: boolean;
    readonly fields?: readonly { readonly path?: string }[];
  }[];
  readonly generatorOptions?: { readonly disableNameSuffixHash?: boolean };
  readonly secretGenerator?: readonly object[];
}

export interface KustomizationFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly document: YamlDocument;
  /** Empty where the file holds no map. */
  readonly value: Kustomization;
}

/** What is wrong, and where in the file. */
export interface KustomizationComplaint {
  readonly message: string;
  readonly at?: YamlPath;
  readonly severity?: Severity;
}

interface KustomizationRule extends RuleText {
  check(file: KustomizationFile, repository: CheckedRepository): Iterable<KustomizationComplaint>;
}

/** A rule about every kustomization file, built or not. */
export function kustomizationRule(rule: KustomizationRule): Rule {
  return {
    ...rule,
    *check(repository) {
      for (const file of kustomizationsOf(repository.files)) {
        for (const { message, at = [], severity } of rule.check(file, repository)) {
          const position = positionAt(file.text, offsetOf(file.document, at));
          const place = { path: file.path, ...position };
          yield { message, place, ...(severity && { severity }) };
        }
      }
    },
  };
}

export function kustomizationsOf(files: FileTree): KustomizationFile[] {
  return [...parsedKustomizations(files).values()];
}

/** The kustomization of a folder, `undefined` where there is none or it holds no YAML. */
export function kustomizationOf(files: FileTree, folder: string): KustomizationFile | undefined {
  return parsedKustomizations(files).get(kustomizationIn(files, folder) ?? '');
}

const parsedKustomizations = onceFor((files: FileTree) => {
  const parsed = [...files.keys()].flatMap((path) => parseKustomization(files, path) ?? []);
  return new Map(parsed.map((file) => [file.path, file]));
});

/** Path of the kustomization in a folder. */
export function kustomizationIn(files: FileTree, folder: string): string | undefined {
  return KUSTOMIZATION_NAMES.map((name) => join(folder, name)).find((path) => files.has(path));
}

/** The file that says what is special about an overlay: its kustomization, or values of a chart. */
export function overlayFileIn(files: FileTree, folder: string): string | undefined {
  const values = join(folder, 'values.yaml');
  return kustomizationIn(files, folder) ?? (files.has(values) ? values : undefined);
}

function parseKustomization(files: FileTree, path: string): KustomizationFile | undefined {
  if (!isKustomizationPath(path)) return undefined;
  const text = files.get(path)?.content ?? '';
  const [document] = parseDocuments(text, '1.1');
  if (!document) return undefined;
  const value = document.errors.length === 0 ? (document.toJS() as unknown) : undefined;
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { path, folder: dirname(path), text, document, value: isMap ? value : {} };
}
