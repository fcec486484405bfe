import { expect, test } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { logicalImages } from '../../src/catalog/logical-images.js';
import { readFolder } from '../../src/io/files.js';
import { TEMPLATES_FOLDER } from '../../src/io/package.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { brokenRules } from './rules-check.js';

const examples = [...(await readFolder(TEMPLATES_FOLDER)).keys()]
  .flatMap((path) => /^([^/]+)\/example\.yaml$/.exec(path)?.[1] ?? [])
  .filter((name) => name !== 'repository');

const SECRETS = ['generated', 'external-secrets', 'existing'];

test.each(examples.flatMap((example) => SECRETS.map((secrets) => ({ example, secrets }))))(
  '$example keeps every rule with its defaults and secrets $secrets',
  async ({ example, secrets }) => {
    const catalog = await exampleCatalog(example);
    const found = findExample([catalog], example);
    const { app = 'app' } = found;
    const model = repositoryModelSchema.parse({
      apiVersion: 'gitops-gen.dev/v1',
      repository: { url: 'https://git.example.com/acme/deploy.git' },
      argocd: { project: 'acme' },
      environments: [{ name: 'dev' }, { name: 'staging' }, { name: 'prod' }],
      secrets,
      apps: [{ name: app, example, images: logicalImages(found, {}) }],
    });
    expect(await brokenRules(model, renderRepository(model, [catalog]))).toEqual([]);
  },
);
