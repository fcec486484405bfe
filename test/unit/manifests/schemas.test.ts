import { describe, expect, test } from 'vitest';
import { readSchemas } from '../../../src/io/read-schemas.js';
import { createSchemaChecker } from '../../../src/manifests/schema-checker.js';
import { parseYaml } from './parse-yaml.js';

const kubernetes = `
v1/ConfigMap v1/Secret v1/Service v1/ServiceAccount v1/Namespace v1/PersistentVolumeClaim
apps/v1/Deployment apps/v1/StatefulSet apps/v1/DaemonSet batch/v1/Job batch/v1/CronJob
autoscaling/v2/HorizontalPodAutoscaler policy/v1/PodDisruptionBudget networking.k8s.io/v1/Ingress
networking.k8s.io/v1/NetworkPolicy rbac.authorization.k8s.io/v1/Role storage.k8s.io/v1/StorageClass
apiextensions.k8s.io/v1/CustomResourceDefinition scheduling.k8s.io/v1/PriorityClass`;

const customResources = `
argoproj.io/v1alpha1/Application argoproj.io/v1alpha1/AppProject argoproj.io/v1alpha1/ApplicationSet
gateway.networking.k8s.io/v1/Gateway gateway.networking.k8s.io/v1/HTTPRoute
monitoring.coreos.com/v1/ServiceMonitor monitoring.coreos.com/v1/PodMonitor
monitoring.coreos.com/v1/PrometheusRule external-secrets.io/v1/ExternalSecret
external-secrets.io/v1/SecretStore external-secrets.io/v1/ClusterSecretStore
generators.external-secrets.io/v1alpha1/Password bitnami.com/v1alpha1/SealedSecret
networking.istio.io/v1/VirtualService networking.istio.io/v1/DestinationRule
networking.istio.io/v1/Gateway networking.istio.io/v1/ServiceEntry networking.istio.io/v1/Sidecar
security.istio.io/v1/PeerAuthentication security.istio.io/v1/AuthorizationPolicy
security.istio.io/v1/RequestAuthentication telemetry.istio.io/v1/Telemetry
serving.knative.dev/v1/Service eventing.knative.dev/v1/Trigger cert-manager.io/v1/Certificate
keda.sh/v1alpha1/ScaledObject kafka.strimzi.io/v1/Kafka kafka.strimzi.io/v1/KafkaNodePool
kafka.strimzi.io/v1/KafkaTopic kafka.strimzi.io/v1/KafkaUser rabbitmq.com/v1beta1/RabbitmqCluster
postgresql.cnpg.io/v1/Cluster postgresql.cnpg.io/v1/ScheduledBackup barmancloud.cnpg.io/v1/ObjectStore
kustomize.config.k8s.io/v1alpha1/Component`;

const kindsIn = (text: string) => text.trim().split(/\s+/);

/** Compiles the kind's schema, all that it refers to included, and finds the slip with it. */
function problemsOfSlip(checker: ReturnType<typeof createSchemaChecker>, kind: string): string[] {
  const slash = kind.lastIndexOf('/');
  const manifest = { apiVersion: kind.slice(0, slash), kind: kind.slice(slash + 1), metdata: {} };
  return checker.check(manifest).map(({ message }) => message);
}

describe.each(['1.32', '1.33', '1.34', '1.36'])('Kubernetes %s', async (version) => {
  const { bundles, notice } = await readSchemas(version);
  const checker = createSchemaChecker(bundles);

  test('is known exactly', () => {
    expect(notice).toBeUndefined();
  });

  test.each(kindsIn(kubernetes))('knows the fields of %s', (kind) => {
    expect(problemsOfSlip(checker, kind)).toContain(
      'unknown field "metdata", did you mean "metadata"?',
    );
  });
});

describe('custom resources', async () => {
  const { bundles } = await readSchemas();
  const checker = createSchemaChecker(bundles);

  test.each(kindsIn(customResources))('the fields of %s are known', (kind) => {
    expect(problemsOfSlip(checker, kind)).toContain(
      'unknown field "metdata", did you mean "metadata"?',
    );
  });

  test('every reference leads to a definition', () => {
    for (const { name, kinds, definitions } of bundles) {
      const names = new Set(Object.keys(definitions));
      const references = [...JSON.stringify(definitions).matchAll(/#\/definitions\/([^"]+)/g)];
      const wanted = [
        ...references.map(([, reference = '']) => reference),
        ...Object.values(kinds).map(({ definition }) => definition),
      ];
      expect({ name, missing: wanted.filter((one) => !names.has(one)) }).toEqual({
        name,
        missing: [],
      });
    }
  });

  test.each([
    `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: acme, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
spec:
  sourceRepos: [https://git.example.com/acme/deploy.git]
  destinations: [{server: https://kubernetes.default.svc, namespace: shop-dev}]
  clusterResourceWhitelist: [{group: "", kind: Namespace, name: shop-dev}]
  syncWindows:
    - {kind: deny, schedule: 0 22 * * 5, duration: 58h, timeZone: UTC, applications: [shop-prod], manualSync: true, description: weekend}`,
    `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: acme-prod, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - matrix:
        generators:
          - list: {elements: [{app: shop}]}
          - git: {repoURL: https://git.example.com/a.git, revision: HEAD, files: [{path: "apps/*.json"}]}
    - plugin: {configMapRef: {name: p}, input: {parameters: {depth: 2}}}
  template:
    metadata: {name: "{{.app}}-prod"}
    spec:
      project: acme
      source: {repoURL: https://git.example.com/a.git, path: "overlays/prod/{{.app}}"}
      destination: {name: prod, namespace: "{{.app}}"}
  strategy:
    type: RollingSync
    deletionOrder: Reverse
    rollingSync: {steps: [{matchExpressions: [{key: env, operator: In, values: [dev]}], maxUpdate: 25%}]}`,
    `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  action: ALLOW
  rules: [{from: [{source: {principals: [cluster.local/ns/web/sa/web]}}], to: [{operation: {methods: [GET]}}]}]`,
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: orders}
spec:
  hosts: [orders]
  http:
    - match: [{uri: {prefix: /api}, headers: {x-user: {exact: a}}}]
      route: [{destination: {host: orders, port: {number: 8080}}, weight: 100}]
      timeout: 3s
      retries: {attempts: 2, perTryTimeout: 1s}`,
    `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: orders}
spec:
  host: orders
  trafficPolicy:
    tls: {mode: ISTIO_MUTUAL}
    loadBalancer: {simple: LEAST_REQUEST}
    outlierDetection: {consecutive5xxErrors: 5, interval: 10s}
  subsets: [{name: v1, labels: {version: v1}}]`,
    `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db}
spec:
  refreshInterval: "0"
  secretStoreRef: {name: vault, kind: SecretStore}
  target: {name: db, creationPolicy: Owner, template: {type: Opaque, data: {url: "{{ .password }}"}}}
  data: [{secretKey: password, remoteRef: {key: db, property: password}}]
  dataFrom: [{sourceRef: {generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: Password, name: db}}}]`,
    `
apiVersion: generators.external-secrets.io/v1alpha1
kind: Password
metadata: {name: db}
spec: {length: 32, digits: 5, symbols: 0, noUpper: false, allowRepeat: true}`,
    `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: vault}
spec: {provider: {vault: {server: https://vault.example.com, path: secret, version: v2, auth: {kubernetes: {mountPath: kubernetes, role: app}}}}}`,
    `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: db}
spec: {encryptedData: {password: AgB}, template: {metadata: {name: db}, type: Opaque}}`,
    `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge, namespace: gateways, sectionName: https}]
  hostnames: [shop.example.com]
  rules:
    - matches: [{path: {type: PathPrefix, value: /}}]
      backendRefs: [{name: shop, port: 80}]`,
    `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: shop}
spec: {selector: {matchLabels: {app: shop}}, endpoints: [{port: metrics, interval: 30s, path: /metrics}]}`,
    `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main}
spec: {storage: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}}}`,
    `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello}
spec:
  template:
    metadata: {annotations: {autoscaling.knative.dev/min-scale: "1"}}
    spec: {containerConcurrency: 10, timeoutSeconds: 30, containers: [{image: a/b:1, ports: [{containerPort: 8080}], resources: {limits: {cpu: 1, memory: 64Mi}}}]}
  traffic: [{latestRevision: true, percent: 100}]`,
    `
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: broker, labels: {strimzi.io/cluster: shop-kafka}}
spec:
  replicas: 3
  roles: [broker]
  storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 10Gi, kraftMetadata: shared}]}`,
    `
apiVersion: rabbitmq.com/v1beta1
kind: RabbitmqCluster
metadata: {name: queue}
spec: {replicas: 3, persistence: {storage: 10Gi}, rabbitmq: {additionalConfig: "a = b"}}`,
    `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: todo-db}
spec:
  instances: 3
  storage: {size: 10Gi}
  bootstrap: {initdb: {database: todo, owner: todo, secret: {name: todo-db}}}
  plugins: [{name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: {barmanObjectName: s}}]`,
  ])('an object as its documentation shows it passes: %#', (text) => {
    expect(checker.check(parseYaml(text))).toEqual([]);
  });
});

test('schemas of the nearest known version below stand in, with a notice', async () => {
  expect(await readSchemas('1.35')).toMatchObject({
    kubernetesVersion: '1.34',
    notice: 'no schemas of Kubernetes 1.35 are known: those of 1.34 are used',
  });
  expect((await readSchemas('1.20')).kubernetesVersion).toBe('1.32');
  expect((await readSchemas()).kubernetesVersion).toBe('1.36');
});
