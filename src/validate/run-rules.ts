import type { Place } from '../errors.js';
import { objectIdOf } from '../manifests/object-id-of.js';
import { formatObjectId, type ObjectId } from '../model/object-id.js';
import { withoutCredentials } from '../model/without-credentials.js';
import { checkSchemas, type CheckedRepository } from './check-schemas.js';
import { isExempt } from './exemption.js';
import { isIgnored } from './ignore-comment.js';
import { createObjectFinder, type FindObject } from './object-places.js';
import type { Repository } from './repository.js';
import type { Rule, RuleText, Severity, Violation } from './rule.js';
import { UNREADABLE } from './validate-rules.js';

/** A rule that is not kept, and where. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: string;
  /** How to mend it. */
  readonly fix: string;
  /** Who says so. */
  readonly source: string;
  /** The folder whose build has the object. */
  readonly folder?: string;
  readonly object?: ObjectId;
  readonly place?: Place;
}

/** A rule of which nothing is known, which is not the same as kept. */
export interface NotChecked {
  readonly rule: string;
  readonly missing: 'model' | 'baseline';
}

export interface Verdict {
  /** By folder, object, rule, and then as the rule found them. */
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

/** Holds a repository against rules. Depends on nothing else. */
export function runRules(rules: readonly Rule[], repository: Repository): Verdict {
  const checked = checkSchemas(repository);
  const find = createObjectFinder(repository.files);
  const notChecked = rules.flatMap(({ id, needs = [] }) =>
    needs
      .filter((need) => repository[need] === undefined)
      .map((missing) => ({ rule: id, missing })),
  );
  const skipped = new Set(notChecked.map(({ rule }) => rule));
  const findings = rules
    .filter(({ id }) => !skipped.has(id))
    .flatMap((rule) =>
      [...violationsOf(rule, checked)]
        .filter(([, { object }]) => object === undefined || !isExempt(rule, object))
        .map(([broken, violation]) => findingOf(broken, violation, find)),
    )
    .filter(({ rule, place }) => place === undefined || !isIgnored(rule, place, repository.files));
  return { findings: findings.sort(byPlace), notChecked };
}

/** Schemas do not know every shape: a rule that meets an unknown one says so, and the others go on. */
function* violationsOf(rule: Rule, repository: CheckedRepository): Iterable<[RuleText, Violation]> {
  try {
    for (const violation of rule.check(repository)) yield [rule, violation];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield [UNREADABLE, { message: `${rule.id} stopped at something: ${reason}` }];
  }
}

function findingOf(rule: RuleText, violation: Violation, find: FindObject): Finding {
  const { message, overlay, object, at } = violation;
  const id = object && objectIdOf(object);
  const place = violation.place ?? (overlay && find({ overlay, object: id, at }));
  return {
    rule: rule.id,
    severity: violation.severity ?? rule.severity ?? 'error',
    message: withoutCredentials(message),
    fix: rule.fix,
    source: rule.source,
    ...(overlay && { folder: overlay.folder }),
    ...(id && { object: id }),
    ...(place && { place }),
  };
}

function byPlace(a: Finding, b: Finding): number {
  return compare(sortKey(a), sortKey(b));
}

function sortKey({ folder, object, place, rule }: Finding): string {
  const subject = object ? formatObjectId(object) : (place?.path ?? '');
  return [folder ?? '', subject, rule].join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
