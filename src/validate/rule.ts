import type { Place } from '../errors.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { YamlPath } from '../yaml/locate.js';
import type { CheckedRepository } from './check-schemas.js';
import type { Build } from './repository.js';

/** `error`: it breaks or endangers; `warning`: it may be meant; `notice`: good to know. */
export type Severity = 'error' | 'warning' | 'notice';

/** A rule as its table says it. */
export interface RuleText {
  /** Family and number: `manifests/B-01`. Stable, what a user ignores it by. */
  readonly id: string;
  /** What holds where the rule is kept. */
  readonly title: string;
  /** How to mend a violation. */
  readonly fix: string;
  /** Who says so: a document, or the issue that shows what happens otherwise. */
  readonly source: string;
  readonly severity?: Severity;
  /** Without these of the repository the rule is not checked, and reported as such. */
  readonly needs?: readonly ('model' | 'baseline')[];
  /** Checks of linters that say the same; their exemptions on an object count: `polaris/hostPortSet`. */
  readonly linters?: readonly string[];
}

export interface Rule extends RuleText {
  readonly check: (repository: CheckedRepository) => Iterable<Violation>;
}

/** One place where a rule is not kept. */
export interface Violation {
  /** What is wrong here. */
  readonly message: string;
  /** Where this case is milder than the rule. */
  readonly severity?: Severity;
  /** The object that it is about, and that may carry an exemption. */
  readonly object?: KubernetesObject;
  /** The build that the object is of. */
  readonly overlay?: Build;
  /** Where in the object. */
  readonly at?: YamlPath;
  /** Where it is not about an object, or more exact. */
  readonly place?: Place;
}
