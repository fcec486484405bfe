import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parseModel } from '../../../src/model-file/parse-model.js';
import {
  modelJsonSchema,
  printModel,
  type ModelInput,
} from '../../../src/model-file/print-model.js';

const model: ModelInput = {
  apps: [{ name: 'todo', example: 'todo-app', values: { tag: '0123', on: 'yes' } }],
  environments: [{ name: 'dev' }, { name: 'prod', domain: 'acme.example' }],
  argocd: { project: 'acme' },
  apiVersion: 'gitops-gen.dev/v1',
  repository: { url: 'https://git.example.com/acme/deploy.git' },
};

test('a model is printed in the order of its schema and reads back as it was', () => {
  const text = printModel(model);
  expect(text).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=./.gitops-gen/schema.json
    # What this repository is made of. Edit it and run \`gitops-gen update\`.
    apiVersion: gitops-gen.dev/v1

    repository:
      url: https://git.example.com/acme/deploy.git
    argocd:
      project: acme

    environments:
      - name: dev
      - name: prod
        domain: acme.example

    apps:
      - name: todo
        example: todo-app
        values:
          tag: "0123"
          "on": "yes"
    "
  `);
  expect(parseModel(text).value).toMatchObject(model);
});

test('the JSON Schema takes what the program takes, and refuses unknown keys', () => {
  const schema = JSON.parse(modelJsonSchema()) as object;
  expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
  const validate = new Ajv({ strict: false, formats: { hostname: true, uri: true } }).compile(
    schema,
  );
  expect(validate(model)).toBe(true);
  expect(validate({ ...model, environmets: [] })).toBe(false);
  expect(validate({ ...model, environments: [{ name: 'dev', autosync: true }] })).toBe(false);
});
