import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { KindSchema, SchemaBundle } from '../../src/model/schema-bundle.js';
import { Definitions, nameIn } from './definitions.ts';
import { StrictTypes } from './strict-type.ts';

/** The other custom resources are namespaced; the packages' types do not tell. */
const CLUSTER_SCOPED =
  /\/(Cluster\w+|GatewayClass|XMesh|AWSPCAClusterIssuer|CertificateRequestPolicy|Bundle)$/;

/** The custom resources of one project, from its `@kubernetes-models` package. */
export function crdBundle(name: string, packageRoot: string): SchemaBundle {
  const files = globSync('**/*.d.ts', {
    cwd: packageRoot,
    exclude: ['_schemas/**', 'node_modules/**'],
  })
    .sort()
    .map((file) => join(packageRoot, file))
    .filter((file) => /^ {4}static apiVersion/m.test(readFileSync(file, 'utf8')));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    types: [],
  });
  const definitions = new Definitions();
  const types = new StrictTypes(program.getTypeChecker(), definitions);
  const kinds = Object.fromEntries(files.flatMap((file) => readKind(program, file, types)));
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    name,
    source: `@kubernetes-models/${name} ${version} (MIT)`,
    kinds,
    definitions: definitions.reachableFrom(Object.values(kinds).map((kind) => kind.definition)),
  };
}

function readKind(program: ts.Program, file: string, types: StrictTypes): [string, KindSchema][] {
  const checker = program.getTypeChecker();
  const declaration = program
    .getSourceFile(file)
    ?.statements.filter(ts.isInterfaceDeclaration)
    .at(0);
  if (declaration === undefined) throw new Error(`${file} declares no interface`);
  const type = checker.getTypeAtLocation(declaration);
  const kind = literal(checker, type, 'kind');
  const id = `${literal(checker, type, 'apiVersion')}/${kind}`;
  if (kind.endsWith('List')) return [];
  const definition = nameIn(types.schemaOf(type, { name: kind, open: ['status'] }));
  return [[id, { definition, namespaced: !CLUSTER_SCOPED.test(id) }]];
}

function literal(checker: ts.TypeChecker, type: ts.Type, property: string): string {
  const symbol = checker.getPropertyOfType(type, property);
  const value = symbol && checker.getTypeOfSymbol(symbol);
  if (!value?.isStringLiteral()) throw new Error(`${type.symbol.name} has no fixed ${property}`);
  return value.value;
}
