import { isOfKind, select } from '../manifests/kinds.js';
import { isHashed } from '../manifests/name-hash.js';
import { configMapsOf, containersOf, podsOf, templateOf } from '../manifests/pods.js';
import type { Rule } from './rule.js';
import { hasRandomText } from './random-text.js';
import { containerRule, objectRule, overlayRule, podRule } from './scoped-rules.js';

const SENSITIVE = /passw(or)?d|token|secret|bearer|(api|access|private)[-_]?key/i;
/** A port's name begins with one of these where Istio is to know what it speaks. */
const PROTOCOLS = /^(http|http2|https|grpc|grpc-web|tcp|tls|udp|mongo|mysql|redis)(-|$)/;

/** What pods are told, and how they are found. */
export const configurationRules: readonly Rule[] = [
  objectRule(['v1/Secret'], {
    id: 'manifests/B-30',
    title: 'No value of a Secret is in git',
    fix: 'remove the object, change the value where it is used, and have the cluster make the Secret: see `secrets` of gitops-gen.yaml',
    source: 'Argo CD: Secret Management',
    *check({ data, stringData }) {
      const keys = Object.keys({ ...data, ...stringData });
      if (keys.length > 0) yield `it holds ${keys.join(', ')}`;
    },
  }),
  objectRule(['v1/ConfigMap'], {
    id: 'manifests/B-30-config',
    title: 'No password is in a ConfigMap',
    fix: 'mount a Secret and put the path of its file here',
    source: 'Polaris: sensitiveConfigmapContent',
    linters: ['polaris/sensitiveConfigmapContent'],
    *check({ data = {} }) {
      for (const [key, value] of Object.entries(data)) {
        if (SENSITIVE.test(key) && value !== '' && !isScript(value)) yield `it holds ${key}`;
      }
    },
  }),
  containerRule({
    id: 'manifests/B-30-env',
    title: 'No password is in a variable',
    fix: 'mount the Secret as a file, or take the variable from a ConfigMap if it is only a path',
    source: 'Polaris: sensitiveContainerEnvVar',
    linters: ['polaris/sensitiveContainerEnvVar'],
    *check({ env = [] }) {
      for (const { name = '', value = '' } of env) {
        if (SENSITIVE.test(name) && value !== '') yield `${name} has a value`;
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-30-random',
    title: 'Nothing that looks like a key is in a ConfigMap or variable',
    fix: 'mount a Secret and read its file; where it is no secret, annotate exempt.gitops-gen.dev/manifests-B-30-random with the reason',
    source: 'detect-secrets, gitleaks: text of high entropy',
    severity: 'warning',
    *check({ objects }) {
      for (const object of select(objects, 'v1/ConfigMap')) {
        for (const [key, value] of Object.entries(object.data ?? {})) {
          if (hasRandomText(value)) yield { object, message: `a value in ${key} looks random` };
        }
      }
      for (const pod of podsOf(objects)) {
        for (const { env = [] } of containersOf(pod)) {
          for (const { name = '?', value = '' } of env) {
            if (hasRandomText(value)) yield { object: pod.owner, message: `${name} looks random` };
          }
        }
      }
    },
  }),
  podRule({
    id: 'manifests/B-31',
    title: 'A change of configuration rolls the pods',
    fix: 'make the ConfigMap with configMapGenerator and its name hash, or annotate the pod template with a checksum/config',
    source: 'Kustomize: configMapGenerator',
    *check(pod, { objects }) {
      if (isOfKind(pod.owner, 'batch/v1/Job') || isOfKind(pod.owner, 'batch/v1/CronJob')) return;
      const annotations = templateOf(pod.owner)?.metadata?.annotations ?? {};
      if (Object.keys(annotations).some((key) => key.startsWith('checksum/'))) return;
      const rendered = select(objects, 'v1/ConfigMap').map(({ metadata }) => metadata?.name ?? '');
      for (const name of configMapsOf(pod)) {
        if (rendered.includes(name) && !isHashed(name)) {
          yield `it reads ConfigMap ${name}, whose name stays when its content changes`;
        }
      }
    },
  }),
  objectRule(['v1/Service'], {
    id: 'manifests/B-33',
    title: 'Services name their ports, and those of the pods',
    fix: 'name each port by its protocol (http-metrics) or set appProtocol, and set targetPort to the name of a container port',
    source: 'Istio: Protocol Selection',
    *check({ spec }) {
      for (const { name = '', port = 0, targetPort, appProtocol } of spec?.ports ?? []) {
        if (name === '') yield `port ${port} has no name`;
        else if (!PROTOCOLS.test(name) && appProtocol === undefined) {
          yield `the name ${name} of port ${port} does not say its protocol`;
        }
        if (typeof targetPort !== 'string') yield `port ${port} has no named targetPort`;
      }
    },
  }),
];

/** A file to run, not a value: several lines, the first of which names the interpreter. */
function isScript(text: string): boolean {
  return text.startsWith('#!') && text.includes('\n');
}
