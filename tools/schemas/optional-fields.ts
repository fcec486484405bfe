import type { SchemaBundle } from '../../src/model/schema-bundle.js';

/**
 * Fields that a package's types require and the project's own custom resource definitions do not:
 * Knative fills in what the core API asks for, and the Prometheus operator's volume claims are no
 * objects of their own.
 */
export const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  knative: [
    'Container.name',
    'ContainerPort.containerPort',
    'GRPCAction.port',
    'HTTPGetAction.port',
    'TCPSocketAction.port',
  ],
  'prometheus-operator': [
    'EmbeddedPersistentVolumeClaim.apiVersion',
    'EmbeddedPersistentVolumeClaim.kind',
  ],
};

/** No longer requires the fields, nor a fixed value of them. */
export function withOptional(bundle: SchemaBundle, fields: readonly string[]): SchemaBundle {
  const definitions = { ...bundle.definitions };
  for (const path of fields) {
    const [name = '', field = ''] = path.split('.');
    const definition = definitions[name];
    const type = definition?.properties?.[field]?.type;
    if (!definition?.required?.includes(field) || type === undefined) {
      throw new Error(`${path} is not required`);
    }
    definitions[name] = {
      ...definition,
      properties: { ...definition.properties, [field]: { type } },
      required: definition.required.filter((required) => required !== field),
    };
  }
  return { ...bundle, definitions };
}
