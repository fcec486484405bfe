import { select, type Kind, type Kinds } from '../manifests/kinds.js';
import type { Container } from '../manifests/pod-spec.js';
import { containersOf, podsOf, type Pod } from '../manifests/pods.js';
import type { CheckedRepository } from './check-schemas.js';
import type { Build } from './repository.js';
import type { Rule, RuleText, Violation } from './rule.js';

/** What is wrong; more than a sentence where the place is not the rule's whole subject. */
export type Complaint = string | Violation;

interface OverlayRule extends RuleText {
  check(overlay: Build, repository: CheckedRepository): Iterable<Complaint>;
}

/** A rule about what one overlay renders. */
export function overlayRule(rule: OverlayRule): Rule {
  return {
    ...rule,
    *check(repository) {
      for (const overlay of repository.overlays) {
        for (const complaint of rule.check(overlay, repository)) {
          yield { overlay, ...asViolation(complaint) };
        }
      }
    },
  };
}

interface ObjectRule<K extends Kind> extends RuleText {
  check(object: Kinds[K], overlay: Build, repository: CheckedRepository): Iterable<Complaint>;
}

/** A rule about every object of some kinds, one by one. */
export function objectRule<K extends Kind>(kinds: readonly K[], rule: ObjectRule<K>): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      for (const object of select(overlay.objects, ...kinds)) {
        for (const complaint of rule.check(object, overlay, repository)) {
          yield { object, ...asViolation(complaint) };
        }
      }
    },
  });
}

interface PodRule extends RuleText {
  check(pod: Pod, overlay: Build, repository: CheckedRepository): Iterable<Complaint>;
}

/** A rule about the pods of every workload. */
export function podRule(rule: PodRule): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      for (const pod of podsOf(overlay.objects)) {
        for (const complaint of rule.check(pod, overlay, repository)) {
          yield { object: pod.owner, ...asViolation(complaint) };
        }
      }
    },
  });
}

interface ContainerRule extends RuleText {
  check(container: Container, pod: Pod, repository: CheckedRepository): Iterable<string>;
}

/** A rule about every container and init container. */
export function containerRule(rule: ContainerRule): Rule {
  return podRule({
    ...rule,
    *check(pod, _overlay, repository) {
      for (const container of containersOf(pod)) {
        for (const complaint of rule.check(container, pod, repository)) {
          yield `container ${container.name ?? '?'}: ${complaint}`;
        }
      }
    },
  });
}

function asViolation(complaint: Complaint): Violation {
  return typeof complaint === 'string' ? { message: complaint } : complaint;
}
