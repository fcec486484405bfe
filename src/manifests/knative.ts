import type { KubernetesObject, ObjectMeta } from './kubernetes-object.js';
import type { PodSpec } from './pod-spec.js';

export type KnativeService = KubernetesObject<{
  readonly template?: {
    readonly metadata?: ObjectMeta;
    readonly spec?: PodSpec & {
      readonly containerConcurrency?: number;
      readonly timeoutSeconds?: number;
    };
  };
}>;
