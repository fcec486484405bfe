import { join } from 'node:path';
import type { Values } from '../../src/model/repository-model.js';
import { readSchemas } from '../../src/io/read-schemas.js';
import { createSchemaChecker } from '../../src/manifests/schema-checker.js';
import { knativeRules } from '../../src/validate/knative-rules.js';
import { meshRules } from '../../src/validate/mesh-rules.js';
import { microservicesRules } from '../../src/validate/microservices-rules.js';
import type { Repository } from '../../src/validate/repository.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { scaffoldExample } from '../support/scaffold-example.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { remove, set, type Break, type Breaks } from '../unit/validate/break-rules.js';
import { describeRules } from '../unit/validate/describe-rules.js';
import { parseObjects } from '../unit/validate/parse-objects.js';

const FOLDER = 'overlays/prod/shop';

/** The example in prod. */
async function shop(values: Values): Promise<Repository> {
  const { model, files } = await scaffoldExample('microservices', { values });
  const dir = await tempDir();
  await writeFiles(dir, files);
  const { stdout } = await kustomizeBuild(join(dir, FOLDER), tools().kubectls[0]!.path);
  return {
    files,
    model,
    schemas: createSchemaChecker((await readSchemas('1.34')).bundles),
    overlays: [{ folder: FOLDER, env: 'prod', app: 'shop', objects: parseObjects(stdout) }],
    argocd: { folder: 'argocd', objects: [] },
  };
}

const change =
  (object: string, at: string) =>
  (field: string, value: unknown): Break =>
    set(FOLDER, object, at + field, value);

const withIngress = await shop({});
const config = change('ConfigMap api-gateway-config', '/data/');
const ingress = change('Ingress shop', '/spec/');
const pod = change('Deployment api-gateway', '/spec/template/');

const microservicesBreaks: Breaks = [
  [
    'manifests/M-01',
    'a node port',
    set(FOLDER, 'Service product-catalog', '/spec/type', 'NodePort'),
  ],
  [
    'manifests/M-01',
    'what is inside',
    ingress('rules/0/http/paths/0/backend/service/name', 'order-processing'),
  ],
  ['manifests/M-02', 'not told', config('PRODUCT_CATALOG_URL', '')],
  ['manifests/M-02', 'not allowed', config('SHIPPING_URL', 'http://shipping:9898')],
  ['manifests/M-03', 'an address', config('PRODUCT_CATALOG_URL', 'http://10.0.0.7:9898')],
  ['manifests/M-05', 'at once', pod('spec/containers/0/lifecycle/preStop/sleep/seconds', 1)],
  ['manifests/M-05', 'no time', pod('spec/terminationGracePeriodSeconds', 10)],
  ['manifests/M-06', 'any host', ingress('rules/0/host', '*.example.com')],
  ['manifests/M-06', 'no TLS', ingress('tls', undefined)],
  ['manifests/M-07', 'text', config('LOG_FORMAT', 'text')],
  ['manifests/M-07', 'of another', config('OTEL_SERVICE_NAME', 'unknown')],
  ['manifests/M-07', 'nowhere', config('OTEL_RESOURCE_ATTRIBUTES', '')],
  ['manifests/M-08', 'none', pod('metadata/labels/app.kubernetes.io~1version', undefined)],
];
describeRules('the microservices app', microservicesRules, {
  repository: withIngress,
  breaks: microservicesBreaks,
});

const destination = change('DestinationRule api-gateway', '/spec/');
const routes = change('VirtualService order-processing', '/spec/');
const authorization = change('AuthorizationPolicy order-processing', '/spec/');

describeRules('the mesh', meshRules, {
  repository: await shop({ mesh: 'istio' }),
  breaks: [
    [
      'manifests/I-01',
      'permissive',
      set(FOLDER, 'PeerAuthentication default', '/spec/mtls/mode', 'PERMISSIVE'),
    ],
    ['manifests/I-02', 'nothing denied', remove(FOLDER, 'AuthorizationPolicy deny-all')],
    ['manifests/I-02', 'a caller denied', remove(FOLDER, 'AuthorizationPolicy product-catalog')],
    [
      'manifests/I-02',
      'a stranger allowed',
      authorization('rules/0/from/0/source/principals/0', 'cluster.local/ns/x/sa/product-catalog'),
    ],
    ['manifests/I-04', 'no pool', destination('trafficPolicy/connectionPool', undefined)],
    ['manifests/I-04', 'plain', destination('trafficPolicy/tls', { mode: 'DISABLE' })],
    ['manifests/I-05', 'none', destination('trafficPolicy/outlierDetection', undefined)],
    [
      'manifests/I-05',
      'all of them',
      destination('trafficPolicy/outlierDetection/maxEjectionPercent', 100),
    ],
    ['manifests/I-06', 'a short name', destination('host', 'api-gateway')],
    ['manifests/I-06', 'no pods', destination('subsets/0/labels', { version: 'v1' })],
    ['manifests/I-06', 'in turn', destination('trafficPolicy/loadBalancer/simple', 'ROUND_ROBIN')],
    ['manifests/I-07', 'too long', routes('http/0/retries/perTryTimeout', '9s')],
    ['manifests/I-07', 'twice', routes('http/0/retries/retryOn', '5xx')],
    ['manifests/I-07', 'by itself', routes('http/1/retries', undefined)],
    ['manifests/I-07', 'for ever', routes('http/1/timeout', undefined)],
    ['manifests/I-08', 'any host', routes('hosts/0', '*')],
    ['manifests/I-08', 'not the rest', routes('http/1/match', [{ method: { exact: 'GET' } }])],
    ['manifests/I-08', 'too much', routes('http/1/route/0/weight', 90)],
    [
      'manifests/I-09',
      'all traced',
      set(FOLDER, 'Telemetry default', '/spec/tracing/0/randomSamplingPercentage', 100),
    ],
    [
      'manifests/I-09',
      'all logged',
      set(FOLDER, 'Telemetry default', '/spec/accessLogging/0/filter', undefined),
    ],
    ['manifests/I-10', 'none', remove(FOLDER, 'Sidecar default')],
    ['manifests/I-11', 'cut off', remove(FOLDER, 'NetworkPolicy product-catalog')],
  ],
});

const knative = change('Service api-gateway', '/spec/template/');
const container = change('Service api-gateway', '/spec/template/spec/containers/0/');
const scale = (name: string) => `metadata/annotations/autoscaling.knative.dev~1${name}`;

describeRules('Knative', knativeRules, {
  repository: await shop({ knative: true }),
  breaks: [
    ['manifests/N-01', 'no least', knative(scale('min-scale'), undefined)],
    ['manifests/N-01', 'no most', knative(scale('max-scale'), '0')],
    [
      'manifests/N-01',
      'no target',
      knative(scale('target'), undefined),
      knative(scale('metric'), undefined),
    ],
    ['manifests/N-02', 'any number', knative('spec/containerConcurrency', undefined)],
    ['manifests/N-02', 'for ever', knative('spec/timeoutSeconds', undefined)],
    ['manifests/N-03', 'none', container('securityContext', undefined)],
    ['manifests/N-04', 'a token', knative('spec/automountServiceAccountToken', undefined)],
    ['manifests/N-04', 'links', knative('spec/enableServiceLinks', true)],
    ['manifests/N-05', 'affinity', knative('spec/affinity', {})],
    ['manifests/N-05', 'lifecycle', container('lifecycle', {})],
    ['manifests/N-05', 'a port of the node', container('ports/0/hostPort', 80)],
    ['manifests/N-06', 'none', container('ports', undefined)],
    ['manifests/N-06', 'another name', container('ports/0/name', 'http')],
    ['manifests/N-06', 'taken', container('ports/0/containerPort', 9090)],
    ['manifests/N-07', 'never asked', container('readinessProbe', undefined)],
  ],
});
