import type { Catalog } from '../catalog/catalog.js';
import { logicalImages } from '../catalog/logical-images.js';
import { findExample, listExamples } from '../catalog/find-example.js';
import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
import type { SecretsMode, Values } from '../model/repository-model.js';
import type { ModelInput } from '../model-file/print-model.js';

/** One app that was asked for: an example, and a name where its own does not suit. */
export interface RequestedApp {
  readonly example: string;
  readonly app?: string;
}

/** The answers from which `init` makes a model. */
export interface InitAnswers {
  readonly apps: readonly RequestedApp[];
  readonly environments: readonly string[];
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly project: string;
  readonly registry?: string;
  readonly domain?: string;
  readonly secrets: SecretsMode;
  readonly ci: 'github' | 'gitlab' | 'none';
  readonly packaging: 'kustomize' | 'helm';
  readonly argocdMode: 'applications' | 'applicationset';
  readonly argocdNamespace: string;
  /** Values by the app's name. */
  readonly values: Readonly<Record<string, Values>>;
}

/** @throws UsageError where an example or an app that a value is for does not exist. */
export function initModel(answers: InitAnswers, catalogs: readonly Catalog[]): ModelInput {
  const { repositoryUrl, branch, project, registry, domain, secrets, ci, values } = answers;
  const apps = answers.apps
    .flatMap((requested) => (requested.example === 'all' ? allExamples(catalogs) : [requested]))
    .map(({ example, app }) => {
      const found = findExample(catalogs, example);
      const own = app ?? found.app ?? found.name.replace('/', '-');
      const given = values[own] ?? {};
      return {
        name: own,
        example,
        packaging: answers.packaging,
        images: logicalImages(found, given),
        values: given,
      };
    });
  checkValueOwners(
    Object.keys(values),
    apps.map(({ name }) => name),
  );
  return {
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: repositoryUrl, branch },
    argocd: { namespace: answers.argocdNamespace, project, mode: answers.argocdMode },
    ...(registry === undefined ? {} : { registry }),
    environments: answers.environments.map((name) => ({
      name,
      ...(domain === undefined ? {} : { domain: name === 'prod' ? domain : `${name}.${domain}` }),
    })),
    promotion: [...answers.environments],
    secrets,
    ci,
    apps,
  };
}

function allExamples(catalogs: readonly Catalog[]): RequestedApp[] {
  return listExamples(catalogs).map(({ name }) => ({ example: name }));
}

function checkValueOwners(owners: readonly string[], apps: readonly string[]): void {
  const unknown = owners.find((owner) => !apps.includes(owner));
  if (unknown === undefined) return;
  throw new UsageError(
    `a value is set for "${unknown}", but there is no such app${didYouMean(unknown, apps)}`,
    {
      code: 'INVALID',
      hint: `The apps are: ${apps.join(', ')}.`,
    },
  );
}
