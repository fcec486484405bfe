import { z } from 'zod';
import { repositoryModelSchema } from '../model/schema.js';
import { printYaml } from '../yaml/print.js';

/** What a person writes in `gitops-gen.yaml`: defaults may be left out. */
export type ModelInput = z.input<typeof repositoryModelSchema>;

const HEADER = `# yaml-language-server: $schema=./.gitops-gen/schema.json
# What this repository is made of. Edit it and run \`gitops-gen update\`.
`;

/**
 * The canonical text of a model: keys in the order of the schema, an empty line before each list
 * of named things. Only ever written where no file stands yet, or as a side of a merge.
 */
export function printModel(model: ModelInput): string {
  const keys = Object.keys(repositoryModelSchema.shape) as (keyof ModelInput)[];
  const sections = keys
    .filter((key) => model[key] !== undefined)
    .map((key) => printYaml({ [key]: model[key] }));
  return (
    HEADER + sections.join('').replace(/^(repository|environments|apps|unmanaged):/gm, '\n$1:')
  );
}

/** The JSON Schema (draft-07) of `gitops-gen.yaml`, for editors. */
export function modelJsonSchema(): string {
  const schema = z.toJSONSchema(repositoryModelSchema, { target: 'draft-07', io: 'input' });
  return `${JSON.stringify({ title: 'gitops-gen repository model', ...schema }, null, 2)}\n`;
}
