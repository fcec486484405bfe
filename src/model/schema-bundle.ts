/** The part of JSON Schema (draft 7) that bundles are made of; other keywords pass through. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

export interface KindSchema {
  /** Key in the bundle's `definitions`. */
  readonly definition: string;
  readonly namespaced: boolean;
}

/** Schemas that belong together: a Kubernetes release, the custom resources of one project. */
export interface SchemaBundle {
  /** Such as `kubernetes-1.34`. */
  readonly name: string;
  /** Package and version that the schemas were made from. */
  readonly source: string;
  /** By `apiVersion/Kind`: `apps/v1/Deployment`, `v1/ConfigMap`. */
  readonly kinds: Readonly<Record<string, KindSchema>>;
  /** Definitions refer to each other as `#/definitions/<name>`. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}
