import { basename, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { toLabel } from '../model/to-label.js';
import { collectValues } from '../workflows/collect-values.js';
import { describeExamples } from '../workflows/examples.js';
import type { InitRequest } from '../workflows/init.js';
import { suggestRepository } from '../workflows/init-target.js';
import type { RequestedApp } from '../workflows/init-model.js';
import type { InitFlags } from './init-flags.js';
import { askChoice, askExamples, askText, canAsk } from './prompts.js';

/**
 * What is to be done: the flags, then answers where somebody is there to give them, then defaults.
 *
 * @throws UsageError where something has no default and nobody can be asked.
 */
export async function initRequest(dir: string | undefined, flags: InitFlags): Promise<InitRequest> {
  const ask = canAsk({ yes: flags.yes, json: flags.json ?? false });
  const target = resolve(
    dir ?? (ask ? await askText('Where shall it be?', '.', () => undefined) : '.'),
  );
  const suggested = await suggestRepository(target);
  const catalogs = (flags.catalog ?? []).map((folder) => resolve(folder));
  return {
    target,
    catalogs,
    apps: flags.example?.map(parseRequestedApp) ?? (await defaultApps(ask, catalogs)),
    environments: listOf(flags.env ?? (ask ? await askEnvironments() : 'dev,staging,prod')),
    repositoryUrl: flags['repo-url'] ?? (await repositoryUrl(suggested.url, ask)),
    branch: flags.branch ?? suggested.branch ?? 'main',
    project: flags.project ?? (toLabel(basename(target)) || 'apps'),
    secrets: flags.secrets ?? (ask ? await askSecrets() : 'generated'),
    ci: flags.ci ?? (ask ? await askCi() : 'none'),
    packaging: flags.packaging ?? 'kustomize',
    argocdMode: flags['argocd-mode'] ?? 'applications',
    argocdNamespace: flags['argocd-namespace'] ?? 'argocd',
    ...(flags.registry === undefined ? {} : { registry: flags.registry }),
    ...(flags.domain === undefined ? {} : { domain: flags.domain }),
    values: await collectValues(flags.set ?? [], flags.values),
    git: flags.git,
    push: flags.push,
    force: flags.force,
    dryRun: flags['dry-run'],
  };
}

function parseRequestedApp(text: string): RequestedApp {
  const [example = '', app] = text.split('=');
  return app === undefined ? { example } : { example, app };
}

async function defaultApps(ask: boolean, catalogs: readonly string[]): Promise<RequestedApp[]> {
  if (!ask) return [{ example: 'todo-app' }];
  return (await askExamples(await describeExamples(catalogs))).map((example) => ({ example }));
}

function askEnvironments(): Promise<string> {
  return askText('Which environments, in the order of promotion?', 'dev,staging,prod', (answer) =>
    listOf(answer).length > 0 ? undefined : 'At least one, such as dev.',
  );
}

async function repositoryUrl(suggestion: string | undefined, ask: boolean): Promise<string> {
  if (ask) {
    return askText('Which URL does Argo CD pull it from?', suggestion, (answer) =>
      /^\S+[:/]\S+$/.test(answer)
        ? undefined
        : 'A git URL, such as https://github.com/acme/deploy.git',
    );
  }
  if (suggestion !== undefined) return suggestion;
  throw new UsageError('the URL that Argo CD pulls from is not known', {
    hint: 'Add --repo-url https://…, or run init in a clone that has an origin.',
  });
}

function askSecrets(): Promise<InitRequest['secrets']> {
  return askChoice('Where do Secrets come from?', {
    generated: 'made in the cluster at the first sync; needs nothing',
    'external-secrets': 'the External Secrets Operator reads them from a store',
    'sealed-secrets': 'sealed in git, opened by the Sealed Secrets controller',
    existing: 'you put them there yourself',
  });
}

function askCi(): Promise<InitRequest['ci']> {
  return askChoice('Which CI shall check and bump it?', {
    github: 'GitHub Actions',
    gitlab: 'GitLab CI',
    none: 'none for now',
  });
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
