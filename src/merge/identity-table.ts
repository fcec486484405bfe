import { isMap, isScalar, isSeq } from '../yaml/ast.js';
import { nodeMeaning, sourceText } from '../yaml/meaning.js';
import { isKustomizeFile, type ObjectType } from './object-type.js';

/** A list whose items are told apart by something other than their position. */
export interface IdentityRow {
  readonly id: string;
  readonly of: (type: ObjectType) => boolean;
  /** The list's position: keys joined by `/`, `*` for a list item. */
  readonly at: RegExp;
  /** `undefined` where an item has no identity: then its list is merged as one value. */
  readonly identity: (item: unknown) => string | undefined;
}

/** Where a kind keeps its pod spec. */
const POD_SPECS: Readonly<Record<string, string>> = {
  'Pod.': 'spec',
  'PodTemplate.': 'template/spec',
  'ReplicationController.': 'spec/template/spec',
  'Deployment.apps': 'spec/template/spec',
  'StatefulSet.apps': 'spec/template/spec',
  'DaemonSet.apps': 'spec/template/spec',
  'ReplicaSet.apps': 'spec/template/spec',
  'Job.batch': 'spec/template/spec',
  'CronJob.batch': 'spec/jobTemplate/spec/template/spec',
  'Rollout.argoproj.io': 'spec/template/spec',
  'Service.serving.knative.dev': 'spec/template/spec',
};

const CONTAINERS = '(containers|initContainers|ephemeralContainers)';
const named = field('name');
const isPodOwner = (type: ObjectType) => `${type.kind}.${type.group}` in POD_SPECS;
const isModel = (type: ObjectType) => type.group === 'gitops-gen.dev';
const isFluxKustomization = (type: ObjectType) => type.group === 'kustomize.toolkit.fluxcd.io';
const isCoreService = (type: ObjectType) => type.group === '' && type.kind === 'Service';
const isAny = () => true;

/**
 * The lists that are merged item by item; every other list is one value. Nothing is inferred:
 * Kubernetes' own merge keys (`x-kubernetes-patch-merge-key`) are the source of I1 to I5, except
 * that ports count by number and protocol, as server-side apply has it.
 */
export const IDENTITY_TABLE: readonly IdentityRow[] = [
  {
    id: 'I1',
    of: isPodOwner,
    at: podSpec(`(${CONTAINERS}|volumes|imagePullSecrets)`),
    identity: named,
  },
  { id: 'I2', of: isPodOwner, at: podSpec(`${CONTAINERS}/\\*/env`), identity: named },
  {
    id: 'I3',
    of: isPodOwner,
    at: podSpec(`${CONTAINERS}/\\*/volumeMounts`),
    identity: field('mountPath'),
  },
  {
    id: 'I4',
    of: isPodOwner,
    at: podSpec(`${CONTAINERS}/\\*/ports`),
    identity: port('containerPort'),
  },
  { id: 'I5', of: isCoreService, at: /^spec\/ports$/, identity: port('port') },
  { id: 'I6', of: isKustomizeFile, at: /^(images|replicas)$/, identity: named },
  {
    id: 'I7',
    of: isKustomizeFile,
    at: /^(configMap|secret)Generator$/,
    identity: field('name', 'namespace'),
  },
  {
    id: 'I8',
    of: isKustomizeFile,
    at: /^(configMap|secret)Generator\/\*\/literals$/,
    identity: literal,
  },
  {
    id: 'I9',
    of: isKustomizeFile,
    at: /^(configMap|secret)Generator\/\*\/files$/,
    identity: fileKey,
  },
  { id: 'I10', of: isKustomizeFile, at: /^helmCharts$/, identity: field('name', 'releaseName') },
  { id: 'I11', of: isKustomizeFile, at: /^patches$/, identity: patch },
  {
    id: 'I12',
    of: isKustomizeFile,
    at: /^(resources|components|bases|crds|configurations|generators|transformers|validators|patchesStrategicMerge)$/,
    identity: scalar,
  },
  { id: 'I13', of: isAny, at: /^metadata\/finalizers$/, identity: scalar },
  { id: 'I14', of: isFluxKustomization, at: /^spec\/dependsOn$/, identity: named },
  {
    id: 'I15',
    of: isModel,
    at: /^(apps|environments|unmanaged|catalogs|environments\/\*\/destinations)$/,
    identity: named,
  },
  { id: 'I15', of: isModel, at: /^promotion(\/order)?$/, identity: scalar },
];

/**
 * The identities of a list's items in their order, or `undefined` where the list is one value:
 * no row is about it, or an item has no identity, or two items share one.
 */
export function itemIdentities(
  list: unknown,
  type: ObjectType,
  shape: string,
): string[] | undefined {
  const row = IDENTITY_TABLE.find(({ of, at }) => at.test(shape) && of(type));
  if (!row || !isSeq(list)) return undefined;
  const identities = list.items.map((item) => row.identity(item));
  const known = identities.filter((identity) => identity !== undefined);
  return known.length === identities.length && new Set(known).size === known.length
    ? known
    : undefined;
}

/** Where a list of a pod spec stands in any of the kinds that have one. */
function podSpec(list: string): RegExp {
  return new RegExp(`^(${[...new Set(Object.values(POD_SPECS))].join('|')})/${list}$`);
}

/** The first field has to be there; of the others, absent is a value. */
function field(...names: readonly [string, ...string[]]): IdentityRow['identity'] {
  return (item) => {
    if (!isMap(item) || !isScalar(item.get(names[0], true))) return undefined;
    return names
      .map((name) => sourceText(item.get(name, true)))
      .join(' ')
      .trimEnd();
  };
}

function port(number: string): IdentityRow['identity'] {
  return (item) => {
    const protocol = isMap(item) ? sourceText(item.get('protocol', true)) : '';
    const value = field(number)(item);
    return value === undefined ? undefined : `${value}/${protocol === '' ? 'TCP' : protocol}`;
  };
}

function scalar(item: unknown): string | undefined {
  return isScalar(item) && item.value !== null ? sourceText(item) : undefined;
}

function literal(item: unknown): string | undefined {
  return scalar(item)?.split('=', 1)[0];
}

function fileKey(item: unknown): string | undefined {
  const text = scalar(item);
  return text?.includes('=') ? text.split('=', 1)[0] : text?.split('/').at(-1);
}

/** A patch's text is no identity: edited on both sides, both versions would apply. */
function patch(item: unknown): string | undefined {
  if (!isMap(item)) return undefined;
  if (item.has('path')) return `path ${sourceText(item.get('path', true))}`;
  return item.has('target') ? `target ${nodeMeaning(item.get('target'))}` : undefined;
}
