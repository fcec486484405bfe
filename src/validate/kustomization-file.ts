import { dirname, join } from 'node:path/posix';
import type { FileTree } from '../model/file-tree.js';
import { isMap } from '../model/is-map.js';
import {
  foreignReferencesOfFile,
  isKustomizationPath,
  KUSTOMIZATION_NAMES,
  referencesOfFile,
  type LocalReference,
} from '../manifests/local-references.js';
import type { SchemaChecker } from '../manifests/schema-checker.js';
import type { SchemaProblem } from '../manifests/schema-problem.js';
import { offsetOf, type YamlPath } from '../yaml/locate.js';
import { parseDocuments, valueIfSound, type YamlDocument } from '../yaml/parse.js';
import { positionAt } from '../yaml/position.js';
import type { CheckedRepository } from './check-schemas.js';
import { onceFor } from './once-for.js';
import type { Rule, RuleText, Severity } from './rule.js';

/** The kinds of kustomizations, with the version that each has. */
export const API_VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
};

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
  readonly patches?: readonly {
    readonly path?: string;
    readonly patch?: string;
    readonly target?: { readonly kind?: string; readonly name?: string };
  }[];
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
  /** The files and folders that it names. */
  readonly references: readonly LocalReference[];
  /** What it names outside of the repository, as it is written. */
  readonly foreign: readonly string[];
}

/** What is wrong, and where in the file. */
export interface KustomizationComplaint {
  readonly message: string;
  readonly at?: YamlPath;
  /** In the text, where that is known instead. */
  readonly offset?: number;
  readonly severity?: Severity;
}

interface KustomizationRule extends RuleText {
  /** Whether it is about files, too, whose fields are of other types than the view says. */
  readonly ofAnyShape?: boolean;
  check(file: KustomizationFile, repository: CheckedRepository): Iterable<KustomizationComplaint>;
}

/** A rule about every kustomization file, built or not. */
export function kustomizationRule(rule: KustomizationRule): Rule {
  return {
    ...rule,
    *check(repository) {
      const misshapen = rule.ofAnyShape === true ? [] : misshapenKustomizations(repository);
      for (const file of kustomizationsOf(repository.files)) {
        if (misshapen.includes(file)) continue;
        for (const { message, at = [], offset, severity } of rule.check(file, repository)) {
          const position = positionAt(file.text, offset ?? offsetOf(file.document, at));
          const place = { path: file.path, ...position };
          yield { message, place, ...(severity && { severity }) };
        }
      }
    },
  };
}

/** What the schema says of a kustomization, whatever it says of itself. */
export function kustomizationProblems(
  { value }: KustomizationFile,
  schemas: SchemaChecker,
): SchemaProblem[] {
  const kind = value.kind === 'Component' ? value.kind : 'Kustomization';
  return schemas.check({ ...value, kind, apiVersion: API_VERSIONS[kind] });
}

const misshapenKustomizations = onceFor(({ files, schemas }: CheckedRepository) =>
  kustomizationsOf(files).filter((file) =>
    kustomizationProblems(file, schemas).some(({ problem }) => problem === 'invalid'),
  ),
);

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
  const file = files.get(path) ?? { content: '', mode: '0644' };
  const text = file.content;
  const [document] = parseDocuments(text, '1.1');
  if (!document) return undefined;
  const value = valueIfSound(document);
  return {
    path,
    folder: dirname(path),
    text,
    document,
    value: isMap(value) ? value : {},
    references: referencesOfFile(path, file),
    foreign: foreignReferencesOfFile(path, file),
  };
}
