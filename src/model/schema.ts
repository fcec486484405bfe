import { z } from 'zod';

/** RFC 1123 label: what a namespace, a Service or a path segment may be called. */
const label = (what: string, max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, {
      error: `${what} is made of lower-case letters, digits and "-", and starts with a letter`,
    });

const appName = label('an app name', 40);
const environmentName = label('an environment name', 22);
const values = z.record(z.string(), z.unknown());

/** Credentials in a URL would end up in git; Argo CD keeps them in a Secret of its own (A12). */
const repositoryUrl = z
  .string()
  .regex(/^(https?:\/\/[^\s]+|ssh:\/\/[^\s]+|file:\/\/[^\s]+|[\w.-]+@[\w.-]+:[^\s]+)$/, {
    error: 'a repository is an https, ssh or file URL, or user@host:path',
  })
  .refine((url) => !/^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(url) && !/^https?:\/\/[^/]*@/.test(url), {
    error: 'the URL holds a user name or password; give Argo CD the credentials instead',
  });

/** The most of `git check-ref-format --branch` that one pattern can say. */
const branch = z
  .string()
  .regex(/^(?![-/.])(?!.*(\.\.|\/\/|\/\.|@\{))[^\s\\~^:?*[]+(?<![./]|\.lock)$/, {
    error: 'git takes no branch of that name',
  });

const destination = z
  .strictObject({
    name: label('a cluster name', 63).optional(),
    server: z.url({ protocol: /^https?$/ }).optional(),
    /** What differs there alone lies in `overlays/<env>-<cluster>/<app>`, on top of `overlays/<env>/<app>`. */
    overlay: z.boolean().optional(),
  })
  .refine(({ name, server }) => (name === undefined) !== (server === undefined), {
    error: 'a destination has either a server or a name',
  });

/** An Application that is no longer made, and that the cluster may still have. */
const retired = z.strictObject({
  app: appName,
  env: environmentName,
  namespace: label('a namespace', 63),
  /** Whose AppProject it belongs to, where each team has one. */
  team: label('a team', 63).optional(),
  name: label('a cluster name', 63).optional(),
  server: z.url({ protocol: /^https?$/ }).optional(),
});

/** Who may do what with the Applications of a project; changes come by commits, not by roles. */
const role = z.strictObject({
  name: label('a role', 63),
  /** As the sign-on of Argo CD calls them; `{team}` stands for the team of the project. */
  groups: z
    .array(z.string().regex(/^[^,\s]+$/, { error: 'a group has no comma and no blank' }))
    .min(1),
  allow: z.array(z.enum(['get', 'sync', 'delete', 'action', 'logs', 'exec'])).min(1),
});

const syncWindow = z.strictObject({
  kind: z.enum(['allow', 'deny']),
  schedule: z
    .string()
    .regex(/^\S+( \S+){4}$/, { error: 'a schedule is a cron line of five fields' }),
  duration: z
    .string()
    .regex(/^(\d+(\.\d+)?(h|m|s))+$/, { error: 'a duration is like 8h or 1h30m' }),
  timeZone: z.string().optional(),
  description: z.string().max(255).optional(),
  applications: z.array(z.string()).optional(),
  manualSync: z.boolean().optional(),
});

const environment = z.strictObject({
  name: environmentName,
  preset: z.enum(['dev', 'staging', 'prod']).optional(),
  /** A namespace for each app, `{app}` standing for its name. */
  namespace: z
    .string()
    .regex(/^[a-z0-9-]*\{app\}[a-z0-9-]*$/, { error: 'a namespace pattern contains {app}' })
    .optional(),
  domain: z.hostname().optional(),
  destinations: z.array(destination).min(1).optional(),
  autoSync: z.boolean().optional(),
  cascadeDelete: z.boolean().optional(),
  syncWindows: z.array(syncWindow).optional(),
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d+$/)
    .optional(),
  values: values.optional(),
});

const app = z.strictObject({
  name: appName,
  example: z.string().regex(/^([a-z0-9-]+\/)?[a-z0-9-]+$/),
  packaging: z.enum(['kustomize', 'helm']).default('kustomize'),
  team: label('a team', 63).optional(),
  images: z.record(z.string(), z.string()).default({}),
  values: values.default({}),
  environments: z
    .record(environmentName, z.strictObject({ values: values.optional() }))
    .default({}),
});

/** An app whose files this program does not make: it is bumped, rendered and checked all the same. */
const unmanagedApp = z.strictObject({
  name: appName,
  overlays: z.record(environmentName, z.string().min(1)),
});

const promotion = z.union([
  z.array(environmentName),
  z.strictObject({
    order: z.array(environmentName),
    values: z.array(z.string()).optional(),
    soak: z
      .string()
      .regex(/^\d+[smhd]$/)
      .optional(),
  }),
]);

/** A package with an exact version, or a Git URL with a commit: never what somebody publishes later. */
const ciTool = z
  .string()
  .regex(/^((@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*|git\+https:\/\/[\w./:-]+#[0-9a-f]{40})$/, {
    error: 'a tool is a package with an exact version, or git+https://…#COMMIT',
  });

/** What is in no namespace, and shared by the apps of a cluster; {@link platformApplications}. */
const platform = z.strictObject({
  /** What its AppProject allows, and nothing else: `PriorityClass`, with a group `ClusterPolicy.kyverno.io`. */
  kinds: z
    .array(
      z.string().regex(/^[A-Z][A-Za-z0-9]*(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, {
        error: 'a kind is like PriorityClass, or with its group like ClusterPolicy.kyverno.io',
      }),
    )
    .min(1, { error: 'name a kind, or leave the key out' })
    .default(['PriorityClass']),
});

const ciProvider = z.enum(['github', 'gitlab', 'none']);

export const repositoryModelSchema = z.strictObject({
  apiVersion: z.literal('gitops-gen.dev/v1'),
  repository: z.strictObject({ url: repositoryUrl, branch: branch.default('main') }),
  argocd: z.strictObject({
    namespace: label('a namespace', 63).default('argocd'),
    project: label('a project', 50),
    /** One AppProject for all apps, or one for each team, `<project>-<team>`. */
    projects: z.enum(['shared', 'team']).default('shared'),
    roles: z.array(role).optional(),
    /** Whether Argo CD looks for objects that no Application has, and whether it warns of them. */
    orphanedResources: z.enum(['show', 'warn']).optional(),
    /** Recipients by trigger and service, such as `on-sync-failed.slack: [deployments]`. */
    notifications: z
      .record(
        z.string().regex(/^[a-z][\w-]*\.[a-z][\w-]*$/, {
          error: 'a subscription is called <trigger>.<service>',
        }),
        z.array(z.string().regex(/^[^;]+$/, { error: 'a recipient has no semicolon' })).min(1),
      )
      .optional(),
    mode: z.enum(['applications', 'applicationset']).default('applications'),
    version: z
      .string()
      .regex(/^3\.\d+$/)
      .default('3.3'),
    /** The AppProject allows these until they are gone: without it they could not be deleted. */
    retired: z.array(retired).optional(),
  }),
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d+$/)
    .optional(),
  team: label('a team', 63).optional(),
  /** Where CI pushes the images of the apps, such as ghcr.io/acme; for the generated texts. */
  registry: z.string().min(1).optional(),
  environments: z.array(environment).min(1),
  promotion: promotion.optional(),
  secrets: z
    .enum(['generated', 'external-secrets', 'sealed-secrets', 'existing'])
    .default('generated'),
  ci: z
    .union([ciProvider, z.strictObject({ provider: ciProvider, tool: ciTool.optional() })])
    .default('none'),
  platform: platform.optional(),
  catalogs: z
    .array(z.strictObject({ name: label('a catalog name', 40), path: z.string().min(1) }))
    .default([]),
  policies: z.record(z.string(), z.enum(['seed'])).default({}),
  apps: z.array(app).default([]),
  unmanaged: z.array(unmanagedApp).default([]),
});
