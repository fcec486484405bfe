import { select } from '../manifests/kinds.js';
import { podsOf, secretsOf } from '../manifests/pods.js';
import { selects } from '../manifests/selectors.js';
import { splitReference } from '../model/image-reference.js';
import type { Rule } from './rule.js';
import { postgresRule, todoRule, volumeAt } from './todo-workload.js';

const SCRATCH = ['/var/run/postgresql', '/tmp', '/dev/shm'];
/** The user that the image makes: of Debian, of Alpine. */
const IMAGE_USERS = [999, 70];

/** The to-do app: its database. */
export const todoPostgresRules: readonly Rule[] = [
  postgresRule({
    id: 'manifests/T-10',
    title: 'There is one PostgreSQL',
    fix: 'set replicas to 1; what has to stand failures is a database of an operator (CloudNativePG)',
    source:
      'PostgreSQL: several servers of one volume destroy it, and several volumes share nothing',
    *check({ workload }) {
      if ((workload.spec?.replicas ?? 1) !== 1)
        yield `replicas is ${workload.spec?.replicas ?? ''}`;
    },
  }),
  postgresRule({
    id: 'manifests/T-11',
    title: 'Its pods have names',
    fix: 'set serviceName to <app>-postgres-headless, a Service with clusterIP: None',
    source: 'Kubernetes: StatefulSets, stable network id',
    *check({ workload, app }) {
      const name = workload.spec?.serviceName ?? '';
      if (name !== `${app.name}-postgres-headless`) yield `serviceName is "${name}"`;
      const service = select(app.objects, 'v1/Service').find(
        ({ metadata }) => metadata?.name === name,
      );
      if (service?.spec?.clusterIP !== 'None') yield `there is no headless Service ${name}`;
    },
  }),
  postgresRule({
    id: 'manifests/T-12',
    title: 'Its data outlives it',
    fix: 'set persistentVolumeClaimRetentionPolicy to {whenDeleted: Retain, whenScaled: Retain}',
    source: 'Kubernetes: StatefulSets, PersistentVolumeClaim retention',
    *check({ workload }) {
      const { whenDeleted, whenScaled } = workload.spec?.persistentVolumeClaimRetentionPolicy ?? {};
      if (whenDeleted !== 'Retain') yield 'deleting it deletes its data';
      if (whenScaled !== 'Retain') yield 'scaling it to 0 deletes its data';
    },
  }),
  postgresRule({
    id: 'manifests/T-13',
    title: 'It has its volume, and scratch space where it writes',
    fix: `mount the claim at /var/lib/postgresql (before 18: /var/lib/postgresql/data) and emptyDirs at ${SCRATCH.join(', ')}, the last in memory`,
    source: 'docker-library/postgres: PGDATA; from 18 on it is below /var/lib/postgresql/18',
    *check(part) {
      const { workload, container } = part;
      const path =
        major(container.image) >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data';
      const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === path);
      const claims = (workload.spec?.volumeClaimTemplates ?? []).map(
        ({ metadata }) => metadata?.name,
      );
      if (!mount || !claims.includes(mount.name)) yield `its claim is not at ${path}`;
      for (const scratch of SCRATCH.filter((one) => !volumeAt(part, one)?.emptyDir)) {
        yield `no emptyDir is at ${scratch}`;
      }
      if (volumeAt(part, '/dev/shm')?.emptyDir?.medium !== 'Memory')
        yield '/dev/shm is on the disk';
    },
  }),
  postgresRule({
    id: 'manifests/T-14',
    title: 'Its data is where its volume is',
    fix: 'leave PGDATA unset; before 18, set it to /var/lib/postgresql/data/pgdata',
    source: 'docker-library/postgres; ext4 has lost+found in the root of a volume',
    *check({ container }) {
      const version = major(container.image);
      const { value } = container.env?.find(({ name }) => name === 'PGDATA') ?? {};
      const wanted = [undefined, `/var/lib/postgresql/${version}/docker`];
      const allowed = version >= 18 ? wanted : ['/var/lib/postgresql/data/pgdata'];
      if (!allowed.includes(value)) yield `PGDATA is ${value ?? 'not set'}`;
    },
  }),
  postgresRule({
    id: 'manifests/T-15',
    title: 'It reads its names from a ConfigMap, and the password from a file',
    fix: 'take POSTGRES_DB and POSTGRES_USER from the ConfigMap, and set POSTGRES_PASSWORD_FILE to a file of the mounted Secret',
    source: 'docker-library/postgres: docker secrets; a variable and its _FILE exclude each other',
    *check(part) {
      const variables = part.container.env ?? [];
      const names = variables.map(({ name }) => name);
      for (const name of ['POSTGRES_DB', 'POSTGRES_USER']) {
        const { valueFrom } = variables.find((one) => one.name === name) ?? {};
        if (!valueFrom?.configMapKeyRef) yield `${name} is not from a ConfigMap`;
      }
      if (!names.includes('POSTGRES_PASSWORD_FILE')) yield 'POSTGRES_PASSWORD_FILE is not set';
      const both = names.find((name = '') => names.includes(`${name}_FILE`));
      if (both !== undefined) yield `${both} and ${both}_FILE are both set`;
      if (!volumeAt(part, '/run/secrets/postgres')?.secret)
        yield 'no Secret is at /run/secrets/postgres';
    },
  }),
  postgresRule({
    id: 'manifests/T-16',
    title: 'It runs as the user that its image made',
    fix: 'set runAsUser and fsGroup to 999 (Debian) or 70 (Alpine), and fsGroupChangePolicy: OnRootMismatch',
    source: 'docker-library/postgres: --user',
    *check({ pod }) {
      const { runAsUser = 0, fsGroup, fsGroupChangePolicy } = pod.spec.securityContext ?? {};
      if (!IMAGE_USERS.includes(runAsUser)) yield `runAsUser is ${runAsUser}`;
      if (fsGroup !== runAsUser) yield 'fsGroup is another user';
      if (fsGroupChangePolicy !== 'OnRootMismatch')
        yield 'each start changes the owner of all files';
    },
  }),
  postgresRule({
    id: 'manifests/T-17',
    title: 'It has started and is ready when it answers by TCP',
    fix: 'run pg_isready -h 127.0.0.1 in startup and readiness probes',
    source: 'docker-library/postgres: the server that initializes listens on the socket only',
    *check({ container }) {
      for (const name of ['startupProbe', 'readinessProbe'] as const) {
        const command = (container[name]?.exec?.command ?? []).join(' ');
        if (!/pg_isready .*-h 127\.0\.0\.1/.test(command)) yield `${name} does not ask by TCP`;
      }
    },
  }),
  postgresRule({
    id: 'manifests/T-18',
    title: 'It is not restarted while it recovers',
    fix: 'use tcpSocket in the liveness probe, with failureThreshold from 6',
    source: 'pg_isready fails while the server recovers from a crash',
    *check({ container }) {
      const { tcpSocket, failureThreshold = 3 } = container.livenessProbe ?? {};
      if (!tcpSocket) yield 'livenessProbe is no tcpSocket';
      if (failureThreshold < 6) yield `it is restarted after ${failureThreshold} failures`;
    },
  }),
  postgresRule({
    id: 'manifests/T-19',
    title: 'It has the time to stop',
    fix: 'set terminationGracePeriodSeconds to 120 or more',
    source: 'docker-library/postgres: even 90 seconds may not be long enough',
    *check({ pod }) {
      const seconds = pod.spec.terminationGracePeriodSeconds ?? 30;
      if (seconds < 120) yield `it is killed after ${seconds} s`;
    },
  }),
  postgresRule({
    id: 'manifests/T-20',
    title: 'It can be updated, and moved off a node',
    fix: 'set updateStrategy.type: RollingUpdate, and have no PodDisruptionBudget for it',
    source: 'Kubernetes: Safely Drain a Node',
    *check({ workload, pod, app }) {
      if (workload.spec?.updateStrategy?.type !== 'RollingUpdate')
        yield 'no update reaches its pod';
      const budgets = select(app.objects, 'policy/v1/PodDisruptionBudget');
      if (budgets.some(({ spec }) => selects(spec?.selector ?? {}, pod.labels))) {
        yield 'a PodDisruptionBudget keeps it on its node';
      }
    },
  }),
  todoRule({
    id: 'manifests/T-21',
    title: 'There is one password',
    fix: 'mount the same Secret in the backend, the database, and its Jobs',
    source: 'Two generators make two passwords, and the login fails',
    *check({ name, objects }) {
      const parts = ['backend', 'postgres', 'db-migrate', 'db-backup'].map(
        (part) => `${name}-${part}`,
      );
      const secrets = podsOf(objects)
        .filter(({ owner }) => parts.includes(owner.metadata?.name ?? ''))
        .flatMap((pod) => [...secretsOf(pod)]);
      const different = [...new Set(secrets)];
      if (different.length > 1) yield `they mount ${different.join(', ')}`;
    },
  }),
];

/** `docker.io/library/postgres:18.6-trixie` is 18; of what has no number, the newest is supposed. */
function major(image = ''): number {
  return Number(/^\d+/.exec(splitReference(image).tag ?? '')?.[0] ?? 18);
}
