import type { JsonSchema, SchemaBundle } from '../../src/model/schema-bundle.js';
import { strictObject } from './definitions.ts';

const string: JsonSchema = { type: 'string' };
const boolean: JsonSchema = { type: 'boolean' };

const sourceIntegrity = strictObject(
  {
    git: strictObject(
      {
        policies: {
          type: 'array',
          items: strictObject(
            {
              gpg: strictObject(
                {
                  keys: { type: 'array', items: string },
                  mode: string,
                },
                ['keys', 'mode'],
              ),
              repos: { type: 'array', items: strictObject({ url: string }, ['url']) },
            },
            ['gpg', 'repos'],
          ),
        },
      },
      ['policies'],
    ),
  },
  ['git'],
);

/**
 * Fields by the Argo CD version that brought them, found by comparing the custom resource
 * definitions of v2.14.0, v3.0.0, v3.1.0, v3.2.0, v3.3.0, v3.4.0 and v3.5.1. Those that the package
 * predates come with their schema.
 */
const NEW_FIELDS: Readonly<Record<string, Readonly<Record<string, JsonSchema | undefined>>>> = {
  '3.0': {
    'ApplicationSourceKustomize.ignoreMissingComponents': undefined,
    'ApplicationSourceKustomize.labelIncludeTemplates': undefined,
    'PullRequestGenerator.values': undefined,
    'SyncWindow.andOperator': undefined,
  },
  '3.1': {
    'PullRequestGeneratorGitea.labels': undefined,
    'SyncPolicyAutomated.enabled': undefined,
    'SyncWindow.description': undefined,
  },
  '3.2': {
    'ApplicationSetStrategy.deletionOrder': undefined,
    'PullRequestGenerator.continueOnRepoNotFoundError': undefined,
    'PullRequestGeneratorFilter.titleMatch': undefined,
    'RetryStrategy.refresh': undefined,
  },
  '3.3': {
    'ClusterResourceRestrictionItem.name': undefined,
    'DrySource.directory': undefined,
    'DrySource.helm': undefined,
    'DrySource.kustomize': undefined,
    'DrySource.plugin': undefined,
  },
  '3.5': {
    'AppProjectSpec.sourceIntegrity': sourceIntegrity,
    'ApplicationSource.tagPrefix': string,
    'SCMProviderGeneratorGitea.excludeArchivedRepos': boolean,
    'SCMProviderGeneratorGithub.excludeArchivedRepos': boolean,
    'SCMProviderGeneratorGitlab.includeArchivedRepos': boolean,
    'SyncSource.repoURL': string,
    'SyncWindow.syncOverrun': boolean,
  },
};

/** Marks each such field with the version (`x-argo-cd-since`), and adds what the package lacks. */
export function withArgoCdVersions(bundle: SchemaBundle): SchemaBundle {
  const definitions = { ...bundle.definitions };
  for (const [since, fields] of Object.entries(NEW_FIELDS)) {
    for (const [path, addition] of Object.entries(fields)) {
      const [name = '', field = ''] = path.split('.');
      const definition = definitions[name];
      const schema = addition ?? definition?.properties?.[field];
      if (definition === undefined || schema === undefined) throw new Error(`no field ${path}`);
      const marked = { ...beside(schema), 'x-argo-cd-since': since };
      definitions[name] = {
        ...definition,
        properties: { ...definition.properties, [field]: marked },
      };
    }
  }
  return { ...bundle, definitions };
}

/** Draft 7 takes nothing beside `$ref`. */
function beside(schema: JsonSchema): JsonSchema {
  return schema.$ref === undefined ? schema : { allOf: [schema] };
}
