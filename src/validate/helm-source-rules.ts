import { argoCdAnnotation } from '../manifests/annotations.js';
import { applicationRule, writtenApplications } from './deployments.js';
import type { Rule } from './rule.js';

/** Applications whose source is a chart of this repository. */
export const helmSourceRules: readonly Rule[] = [
  applicationRule({
    id: 'argocd/H-01',
    title: 'A chart is a folder of this repository',
    fix: 'set path to charts/<app>, and remove chart',
    source: 'Argo CD: argo.go; path and chart exclude each other',
    *check({ application }, { files }) {
      const { helm, path = '', chart } = application.spec?.source ?? {};
      if (chart !== undefined) yield `it deploys the chart ${chart} of a registry`;
      if (helm && !files.has(`${path}/Chart.yaml`)) yield `${path} has no Chart.yaml`;
    },
  }),
  applicationRule({
    id: 'argocd/H-02',
    title: 'Values are in files, not in the Application',
    fix: 'move them into overlays/<env>/<app>/values.yaml',
    source: 'Argo CD: upgrading 3.4 to 3.5; version is ignored',
    *check({ application }) {
      const { helm } = application.spec?.source ?? {};
      const more = Object.keys(helm ?? {}).filter(
        (key) => key !== 'releaseName' && key !== 'valueFiles',
      );
      if (more.length > 0) yield `helm has ${more.join(', ')}`;
    },
  }),
  {
    id: 'argocd/H-02-unchanged',
    title: 'A release keeps its name',
    fix: 'change releaseName back: another name renames every object',
    source: 'Helm: the name of the release is part of the names of objects',
    needs: ['baseline'],
    *check(repository) {
      const before = new Map(
        writtenApplications(repository.baseline ?? repository).map(({ application }) => [
          application.metadata?.name,
          application.spec?.source?.helm?.releaseName,
        ]),
      );
      for (const { application, origin } of writtenApplications(repository)) {
        const [old, now] = [
          before.get(application.metadata?.name),
          application.spec?.source?.helm?.releaseName,
        ];
        if (old !== undefined && now !== undefined && old !== now) {
          yield {
            object: origin,
            overlay: repository.argocd,
            message: `releaseName of ${application.metadata?.name ?? '?'} was ${old}`,
          };
        }
      }
    },
  },
  applicationRule({
    id: 'argocd/H-03',
    title: 'Value files are in this repository, and refresh the Application',
    fix: 'write the path from the root of the repository, with a leading slash, and list its folder in manifest-generate-paths',
    source: 'Argo CD: resolved.go; an absolute path is one from the root of the repository',
    *check({ application }, { files }) {
      const listed = (argoCdAnnotation(application, 'manifest-generate-paths') ?? '').split(';');
      for (const file of application.spec?.source?.helm?.valueFiles ?? []) {
        if (!file.startsWith('/') || file.split('/').includes('..'))
          yield `${file} is no path here`;
        else if (!files.has(file.slice(1))) yield `there is no ${file}`;
        else if (!listed.some((folder) => file.startsWith(`${folder}/`) || folder === file)) {
          yield `a change of ${file} would not refresh it`;
        }
      }
    },
  }),
];
