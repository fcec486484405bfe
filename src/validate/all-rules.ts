import { applicationRules } from './application-rules.js';
import { applicationSetRules } from './application-set-rules.js';
import { applicationSyncRules } from './application-sync-rules.js';
import { applicationBoundsRules } from './application-bounds-rules.js';
import { batchCronJobRules } from './batch-cronjob-rules.js';
import { batchJobRules } from './batch-job-rules.js';
import { baselineRules } from './baseline-rules.js';
import { cloudNativePgRules } from './cloudnative-pg-rules.js';
import { buildRules } from './build-rules.js';
import { configurationRules } from './configuration-rules.js';
import { containerRules } from './container-rules.js';
import { driftRules } from './drift-rules.js';
import { environmentRules } from './environment-rules.js';
import { helmSourceRules } from './helm-source-rules.js';
import { jobRules } from './job-rules.js';
import { kafkaOperationRules } from './kafka-operation-rules.js';
import { kafkaRules } from './kafka-rules.js';
import { knativeRules } from './knative-rules.js';
import { kustomizationRules } from './kustomization-rules.js';
import { meshRules } from './mesh-rules.js';
import { microservicesRules } from './microservices-rules.js';
import { networkRules } from './network-rules.js';
import { nodePortRules } from './node-port-rules.js';
import { objectRules } from './object-rules.js';
import { patchRules } from './patch-rules.js';
import { podRules } from './pod-rules.js';
import { projectRoleRules } from './project-role-rules.js';
import { projectRules } from './project-rules.js';
import { referenceRules } from './reference-rules.js';
import { renderedRules } from './rendered-rules.js';
import { rabbitmqClusterRules } from './rabbitmq-cluster-rules.js';
import { rabbitmqOperationRules } from './rabbitmq-operation-rules.js';
import { rabbitmqOperatorRules } from './rabbitmq-operator-rules.js';
import type { Rule } from './rule.js';
import { argocdSchemaRules, schemaRules } from './schema-rules.js';
import { secretRules } from './secret-rules.js';
import { strimziRules } from './strimzi-rules.js';
import { syncWindowRules } from './sync-window-rules.js';
import { todoPostgresRules } from './todo-postgres-rules.js';
import { todoWebRules } from './todo-web-rules.js';
import { treeRules } from './tree-rules.js';
import { validateRules } from './validate-rules.js';
import { workloadRules } from './workload-rules.js';
import { zooKeeperRules } from './zookeeper-rules.js';

const families: readonly Rule[] = [
  ...buildRules,
  ...driftRules,
  ...schemaRules,
  ...referenceRules,
  ...patchRules,
  ...podRules,
  ...containerRules,
  ...workloadRules,
  ...networkRules,
  ...nodePortRules,
  ...objectRules,
  ...configurationRules,
  ...environmentRules,
  ...secretRules,
  ...todoWebRules,
  ...todoPostgresRules,
  ...cloudNativePgRules,
  ...kafkaRules,
  ...kafkaOperationRules,
  ...zooKeeperRules,
  ...strimziRules,
  ...rabbitmqClusterRules,
  ...rabbitmqOperationRules,
  ...rabbitmqOperatorRules,
  ...batchJobRules,
  ...batchCronJobRules,
  ...microservicesRules,
  ...meshRules,
  ...knativeRules,
  ...treeRules,
  ...argocdSchemaRules,
  ...applicationRules,
  ...applicationBoundsRules,
  ...applicationSyncRules,
  ...helmSourceRules,
  ...projectRules,
  ...projectRoleRules,
  ...syncWindowRules,
  ...applicationSetRules,
  ...renderedRules,
  ...jobRules,
  ...baselineRules,
  ...kustomizationRules,
];

/** Every rule that `validate` knows. */
export const allRules: readonly Rule[] = [...families, ...validateRules(families)];
