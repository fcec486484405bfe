import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { dryRunFlag } from './base-command.js';

const EXAMPLES = 'EXAMPLES';
const ARGOCD = 'ARGO CD';
const GIT = 'GIT';

export const initFlags = {
  ...dryRunFlag,
  example: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'An example to start with, or "all"; with =APP the app gets that name.',
    helpValue: 'NAME[=APP]',
    helpGroup: EXAMPLES,
  }),
  env: Flags.string({
    summary: 'The environments, in the order of promotion.',
    helpValue: 'dev,staging,prod',
    helpGroup: EXAMPLES,
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'A parameter of an app; the value is YAML.',
    helpValue: 'APP.KEY=VALUE',
    helpGroup: EXAMPLES,
  }),
  values: Flags.file({
    summary: 'Parameters by app, in a YAML file.',
    helpValue: 'FILE',
    helpGroup: EXAMPLES,
  }),
  catalog: Flags.directory({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'A catalog of your own to bring along.',
    helpValue: 'DIR',
    helpGroup: EXAMPLES,
  }),
  packaging: Flags.option({
    options: ['kustomize', 'helm'] as const,
    summary: 'Plain Kustomize or a Helm chart, where the example has both.',
    helpGroup: EXAMPLES,
  })(),
  secrets: Flags.option({
    options: ['generated', 'external-secrets', 'sealed-secrets', 'existing'] as const,
    summary: 'Where Secrets come from; no value of one is ever in git.',
    helpGroup: EXAMPLES,
  })(),
  domain: Flags.string({
    summary: 'prod is served below this domain, other environments below ENV.DOMAIN.',
    helpGroup: EXAMPLES,
  }),
  registry: Flags.string({
    summary: 'Where CI pushes the images of the apps, such as ghcr.io/acme.',
    helpGroup: EXAMPLES,
  }),
  'repo-url': Flags.string({
    summary: 'What Argo CD pulls; by default the origin of the repository around it.',
    helpValue: 'URL',
    helpGroup: GIT,
  }),
  branch: Flags.string({ summary: 'The branch that Argo CD follows.', helpGroup: GIT }),
  push: Flags.boolean({
    default: false,
    summary: 'Push the first commit, if the remote allows it.',
    helpGroup: GIT,
  }),
  git: Flags.boolean({
    default: true,
    allowNo: true,
    summary: 'Commit what was written.',
    helpGroup: GIT,
  }),
  ci: Flags.option({
    options: ['github', 'gitlab', 'none'] as const,
    summary: 'Write the CI steps for GitHub or GitLab.',
    helpGroup: GIT,
  })(),
  project: Flags.string({ summary: 'The name of the AppProject.', helpGroup: ARGOCD }),
  'argocd-mode': Flags.option({
    options: ['applications', 'applicationset'] as const,
    summary:
      'One Application for each app and environment, or one ApplicationSet for each environment.',
    helpGroup: ARGOCD,
  })(),
  'argocd-namespace': Flags.string({ summary: 'Where Argo CD runs.', helpGroup: ARGOCD }),
  yes: Flags.boolean({ char: 'y', summary: 'Take the defaults and ask nothing.' }),
  force: Flags.boolean({ summary: 'Write into a folder that has files and no git.' }),
};

export type InitFlags = InferredFlags<typeof initFlags> & {
  readonly json?: boolean | undefined;
};
