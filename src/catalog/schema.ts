import { z } from 'zod';

const text = z.string().min(1);

/** A JSON Schema of draft-07; `scope: app` says that environments cannot override it. */
const parameter = z.looseObject({
  description: text,
  scope: z.enum(['app', 'environment']).optional(),
});

export const fileRuleSchema = z.strictObject({
  from: text,
  to: text,
  each: z.union([text, z.array(text).min(1).max(2)]).optional(),
  when: text.optional(),
  policy: z.enum(['merge', 'seed']).optional(),
});

export const exampleSchema = z.strictObject({
  title: text,
  description: text,
  /** What an app of it is called unless the user gives it a name. */
  app: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .optional(),
  packaging: z.array(z.enum(['kustomize', 'helm'])).default(['kustomize']),
  images: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), text).default({}),
  /** The images that a user builds, of which `docs/ci` has a workflow; the others come as they are. */
  builds: z.array(text).default([]),
  /** One more image for each element of a list among the app's values, called as the element is. */
  imageOfEach: z.strictObject({ each: text, image: text }).optional(),
  parameters: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), parameter).default({}),
  presets: z
    .strictObject({
      dev: z.record(z.string(), z.unknown()).optional(),
      staging: z.record(z.string(), z.unknown()).optional(),
      prod: z.record(z.string(), z.unknown()).optional(),
    })
    .default({}),
  constraints: z
    .array(z.strictObject({ when: text.optional(), forbid: text, message: text }))
    .default([]),
  files: z.array(fileRuleSchema).min(1),
  renames: z.record(z.string(), z.string()).default({}),
});

export const catalogSchema = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'a version is like 1.4.0' }),
});

export const versionsSchema = z.record(z.string(), z.string());
