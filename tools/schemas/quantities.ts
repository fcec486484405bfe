import type { JsonSchema } from '../../src/model/schema-bundle.js';

/**
 * Fields that hold a resource quantity. The API also takes a bare number for one (`cpu: 1`), which
 * the client's types, where a quantity is a string, do not tell.
 */
const QUANTITIES: Readonly<Record<string, readonly string[]>> = {
  CSIStorageCapacity: ['capacity', 'maximumVolumeSize'],
  CapacityRequestPolicy: ['default', 'validValues'],
  CapacityRequestPolicyRange: ['max', 'min', 'step'],
  CapacityRequirements: ['requests'],
  Counter: ['value'],
  DeviceCapacity: ['value'],
  EmptyDirVolumeSource: ['sizeLimit'],
  HPAScalingRules: ['tolerance'],
  LimitRangeItem: ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'],
  MetricTarget: ['averageValue', 'value'],
  NodeAllocatableResourceMapping: ['allocationMultiplier'],
  Overhead: ['podFixed'],
  PersistentVolumeSpec: ['capacity'],
  PodSpec: ['overhead'],
  ResourceFieldSelector: ['divisor'],
  ResourceQuotaSpec: ['hard'],
  ResourceRequirements: ['limits', 'requests'],
  VolumeResourceRequirements: ['limits', 'requests'],
};

/** Whether `field` of a model such as `V1ResourceRequirements` holds quantities. */
export function isQuantity(model: string, field: string): boolean {
  return QUANTITIES[model.replace(/^V\d+(?:(?:alpha|beta)\d+)?/, '')]?.includes(field) ?? false;
}

/** One quantity, a list or a map of them, as `type` says. */
export function quantity(type: string): JsonSchema {
  const one = { type: ['string', 'number'] };
  if (type.startsWith('Array<')) return { type: 'array', items: one };
  return type === 'string' ? one : { type: 'object', additionalProperties: one };
}
