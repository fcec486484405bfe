import fc from 'fast-check';
import { stringify } from 'yaml';

type Value = string | number | Value[] | { [key: string]: Value };

/** A file in three versions and, where a property needs it, a fourth. */
export interface Versions {
  readonly path: string;
  readonly ancestor: string;
  readonly ours: string;
  readonly theirs: string;
  readonly later: string;
}

const word = fc.constantFrom('a', 'b', 'c', 'd', 'true', '0644', '1e3', '8080', 'x: y', 'a # b');
const name = fc.constantFrom('web', 'api', 'db', 'job');
const tag = fc.constantFrom('1', '2', '3', '1.25-alpine');
const unique = <T>(item: fc.Arbitrary<T>, by: (value: T) => unknown) =>
  fc.uniqueArray(item, { selector: by, minLength: 1, maxLength: 4 });
const script = fc
  .array(word, { minLength: 3, maxLength: 6 })
  .map((lines) => `${lines.join('\n')}\n`);

const kustomization = fc.record({
  apiVersion: fc.constant('kustomize.config.k8s.io/v1beta1'),
  kind: fc.constant('Kustomization'),
  namespace: word,
  resources: unique(word, String),
  images: unique(fc.record({ name, newName: word, newTag: tag }), (image) => image.name),
  configMapGenerator: unique(
    fc.record({
      name,
      literals: unique(
        word.map((key) => `${key}=1`),
        String,
      ),
    }),
    (generator) => generator.name,
  ),
});

const container = fc.record({
  name,
  image: word,
  args: fc.array(word, { maxLength: 3 }),
  env: unique(fc.record({ name: word, value: word }), (variable) => variable.name),
});

const workload = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constant('Deployment'),
  metadata: fc.record({ name, labels: fc.dictionary(name, word, { minKeys: 1 }) }),
  spec: fc.record({
    replicas: fc.nat(3),
    template: fc.record({
      spec: fc.record({ containers: unique(container, (each) => each.name) }),
    }),
  }),
});

const values = fc.dictionary(
  name,
  fc.record({
    image: fc.record({ repository: word, tag, digest: fc.constant('') }),
    replicas: fc.nat(3),
    script,
    extra: fc.array(word, { maxLength: 3 }),
  }),
  { minKeys: 1 },
);

const file = fc.oneof(
  fc.record({ path: fc.constant('overlays/dev/web/kustomization.yaml'), value: kustomization }),
  fc.record({ path: fc.constant('base/web/deployment.yaml'), value: workload }),
  fc.record({ path: fc.constant('overlays/dev/web/values.yaml'), value: values }),
) as fc.Arbitrary<{ path: string; value: Value }>;

interface Edit {
  readonly kind: 'set' | 'remove' | 'add' | 'reverse' | 'bump';
  readonly pick: number;
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('set', 'set', 'remove', 'add', 'reverse', 'bump'),
  pick: fc.nat(),
  text: word,
});
const edits = (most: number) => fc.array(edit, { minLength: 1, maxLength: most });

interface Slot {
  readonly owner: Value[] | { [key: string]: Value };
  readonly key: string | number;
  readonly value: Value;
}

/** Every entry and item below a value. */
function slots(value: Value): Slot[] {
  if (typeof value !== 'object') return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => [{ owner: value, key, value: inner }, ...slots(inner)]);
}

function assign({ owner, key }: Slot, value: Value): void {
  if (Array.isArray(owner)) owner[Number(key)] = value;
  else owner[key] = value;
}

function applyEdit(root: Value, { kind, pick, text }: Edit): void {
  const all = slots(root);
  const pins = all.filter(({ key }) =>
    ['newTag', 'newName', 'digest', 'tag'].includes(String(key)),
  );
  const fitting = {
    set: all.filter(({ value }) => typeof value !== 'object'),
    remove: all,
    add: all.filter(({ value }) => typeof value === 'object'),
    reverse: all.filter(({ value }) => Array.isArray(value)),
    bump: pins,
  }[kind];
  const slot = fitting[pick % Math.max(1, fitting.length)];
  if (!slot) return;
  const { owner, key, value } = slot;
  if (kind === 'set' || kind === 'bump') assign(slot, text);
  else if (kind === 'reverse' && Array.isArray(value)) value.reverse();
  else if (kind === 'remove' && Array.isArray(owner)) owner.splice(Number(key), 1);
  else if (kind === 'remove' && !Array.isArray(owner)) Reflect.deleteProperty(owner, key);
  else if (Array.isArray(value)) value.splice(pick % (value.length + 1), 0, newItem(value, text));
  else if (typeof value === 'object') value[`added-${text.slice(0, 1)}`] = text;
}

function newItem(list: readonly Value[], text: string): Value {
  const [first] = list;
  return typeof first === 'object' ? { name: text, value: text } : text;
}

interface Style {
  readonly indent: number;
  readonly indentSeq: boolean;
}

const HOUSE_STYLE: Style = { indent: 2, indentSeq: true };
const style: fc.Arbitrary<Style> = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
});

function print(value: Value, { indent, indentSeq }: Style = HOUSE_STYLE): string {
  return stringify(value, { indent, indentSeq, lineWidth: 0, aliasDuplicateObjects: false });
}

interface Comment {
  readonly pick: number;
  readonly ownLine: boolean;
}

const comments = fc.array(fc.record({ pick: fc.nat(), ownLine: fc.boolean() }), { maxLength: 2 });

/** Writes a comment above or behind the first line that says what the chosen line of `like` says. */
function annotate(text: string, who: string, notes: readonly Comment[], like = text): string {
  const lines = linesOf(text);
  for (const [index, { pick, ownLine }] of notes.entries()) {
    const chosen = linesOf(like)[pick % linesOf(like).length]?.trim();
    const at = lines.findIndex((line) => line.trim() === chosen);
    if (at < 0) continue;
    const line = lines[at] ?? '';
    const note = `# ${who} ${String(index)}`;
    if (ownLine) lines.splice(at, 0, `${/^ */.exec(line)?.[0] ?? ''}${note}`);
    else lines[at] = `${line} ${note}`;
  }
  return lines.map((line) => `${line}\n`).join('');
}

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function edited(value: Value, changes: readonly Edit[]): Value {
  const copy = structuredClone(value);
  for (const change of changes) applyEdit(copy, change);
  return copy;
}

interface Noise {
  /** Ours may be printed in another style and with other line ends. */
  readonly restyle?: boolean;
}

/** Files of which both sides changed something, comments included. */
export function versions({ restyle = true }: Noise = {}): fc.Arbitrary<Versions> {
  const parts = {
    file,
    ours: edits(4),
    theirs: edits(4),
    later: edits(2),
    style: restyle ? fc.oneof(fc.constant(HOUSE_STYLE), style) : fc.constant(HOUSE_STYLE),
    crlf: restyle ? fc.boolean() : fc.constant(false),
    notes: fc.tuple(comments, comments, comments),
  };
  return fc.record(parts).map((drawn) => {
    const { path, value } = drawn.file;
    const [base, user, template] = drawn.notes;
    const plain = print(value);
    const known = (text: string) => annotate(text, 'known', base, plain);
    const next = edited(value, drawn.theirs);
    const own = annotate(known(print(edited(value, drawn.ours), drawn.style)), 'user', user);
    return {
      path,
      ancestor: known(plain),
      ours: drawn.crlf ? own.replaceAll('\n', '\r\n') : own,
      theirs: annotate(known(print(next)), 'template', template),
      later: known(print(edited(next, drawn.later))),
    };
  });
}
