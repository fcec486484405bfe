import type { SchemaBundle } from '../../src/model/schema-bundle.js';

/** Fields that the core API requires and that Knative fills in where a service leaves them out. */
const FILLED_IN: Readonly<Record<string, string>> = {
  Container: 'name',
  HTTPGetAction: 'port',
  TCPSocketAction: 'port',
};

/** The package describes Knative's containers with the core API's types, which require more. */
export function withKnativeDefaults(bundle: SchemaBundle): SchemaBundle {
  const definitions = { ...bundle.definitions };
  for (const [name, field] of Object.entries(FILLED_IN)) {
    const definition = definitions[name];
    if (!definition?.required?.includes(field))
      throw new Error(`${name} does not require ${field}`);
    definitions[name] = {
      ...definition,
      required: definition.required.filter((required) => required !== field),
    };
  }
  return { ...bundle, definitions };
}
