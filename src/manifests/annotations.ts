import type { KubernetesObject } from './kubernetes-object.js';

const ARGO_CD = 'argocd.argoproj.io/';

/** The value of one of Argo CD's annotations: `argoCdAnnotation(job, 'hook')`. */
export function argoCdAnnotation(object: KubernetesObject, name: string): string | undefined {
  return object.metadata?.annotations?.[ARGO_CD + name];
}

/** The phases in which an object is a hook; empty where it is none. */
export function hookPhases(object: KubernetesObject): string[] {
  return listed(argoCdAnnotation(object, 'hook'));
}

/** `argocd.argoproj.io/sync-options`, `Key=value` each. */
export function objectSyncOptions(object: KubernetesObject): string[] {
  return listed(argoCdAnnotation(object, 'sync-options'));
}

export function syncWave(object: KubernetesObject): number {
  return Number(argoCdAnnotation(object, 'sync-wave') ?? '0');
}

function listed(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
