/** The syntax tree of the `yaml` package, as far as this project reads it. */
export { isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, visit } from 'yaml';
export type { Alias, Node, Pair, ParsedNode, Range, Scalar, YAMLMap, YAMLSeq } from 'yaml';
