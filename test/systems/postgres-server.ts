import { join } from 'node:path';
import { cleanEnvironment } from '../support/clean-environment.js';
import { writeFiles } from '../support/write-files.js';
import {
  giveToPostgres,
  postgresDir,
  postgresPath,
  postgresUser,
  runAsPostgres,
} from './postgres-user.js';
import {
  configFiles,
  podSpec,
  renderExample,
  substitute,
  type RenderedExample,
} from './rendered-example.js';
import { freePorts, startServer, stopServer, waitFor, type Server } from './server.js';

/** With what shells, SQL and connection strings give a meaning to. */
export const PASSWORD = `it's a "\\ $secret`;

/** The database server of the to-do app, with its database and role. */
export interface Postgres {
  readonly dir: string;
  /** What the pods of Jobs have: where the server is, who they are, where their password is. */
  readonly env: NodeJS.ProcessEnv;
  /** What a query returns; through the socket for the superuser, by TCP for the app's role. */
  readonly query: (sql: string, as?: 'superuser' | 'app') => Promise<string>;
}

/** Makes the data directory as the image's start script does, then starts the server. */
export async function startPostgres(): Promise<Postgres> {
  const rendered = await renderExample('todo-app');
  const dir = await postgresDir();
  const [port] = await freePorts(1);
  const env = cleanEnvironment({
    PATH: postgresPath(),
    HOME: dir,
    PGHOST: '127.0.0.1',
    PGPORT: String(port),
    PGDATABASE: 'todo',
    PGUSER: 'todo',
    CREDENTIALS_DIR: join(dir, 'credentials'),
  });
  const args = await writeConfiguration(rendered, dir);
  await initialise(rendered, { dir, env, args });
  const server = start(dir, env, args);
  await waitFor(server, async () => (await runAsPostgres('pg_isready', [], env)) !== '');
  return {
    dir,
    env,
    query: async (sql, as = 'app') => {
      const login = as === 'app' ? { PGPASSWORD: PASSWORD } : { PGHOST: dir, PGUSER: 'postgres' };
      const options = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql];
      return (await runAsPostgres('psql', options, { ...env, ...login })).trim();
    },
  };
}

/** Writes what the pod mounts; for the arguments that its container gives to the server. */
async function writeConfiguration(rendered: RenderedExample, dir: string): Promise<string[]> {
  const files = configFiles(rendered, 'todo-postgres-config');
  await writeFiles(dir, {
    'credentials/password': PASSWORD,
    'etc/pg_hba.conf': files['pg_hba.conf'] ?? '',
    'etc/postgresql.conf': substitute(files['postgresql.conf'] ?? '', {
      "listen_addresses = '*'": "listen_addresses = '127.0.0.1'",
    }),
    'init/create-role.sh': { content: files['create-role.sh'] ?? '', mode: '0755' },
  });
  giveToPostgres(dir);
  const [container] = podSpec(rendered, 'todo-postgres').containers ?? [];
  const text = substitute((container?.args ?? []).join('\n'), {
    '/etc/postgresql': join(dir, 'etc'),
    '$(SHARED_BUFFERS)': files['shared-buffers'] ?? '',
  });
  return [...text.split('\n'), '-c', `unix_socket_directories=${dir}`];
}

interface Place {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly args: readonly string[];
}

/** As docker-entrypoint.sh: initdb, then a server on the socket alone, for the database and init scripts. */
async function initialise(rendered: RenderedExample, { dir, env, args }: Place): Promise<void> {
  const files = configFiles(rendered, 'todo-postgres-config');
  const initdb = [
    '--pgdata',
    join(dir, 'data'),
    '--username=postgres',
    '--auth=trust',
    '--no-sync',
  ];
  await runAsPostgres('initdb', initdb, env);
  const server = start(dir, env, [...args, '-c', 'listen_addresses=']);
  const socket = { ...env, PGHOST: dir, PGUSER: 'postgres', PGDATABASE: 'postgres' };
  await waitFor(
    server,
    async () => (await runAsPostgres('psql', ['-c', 'SELECT 1'], socket)) !== '',
  );
  await runAsPostgres('createdb', [files['database'] ?? ''], socket);
  await runAsPostgres(join(dir, 'init/create-role.sh'), [], {
    ...socket,
    POSTGRES_USER: files['superuser'],
    POSTGRES_DB: files['database'],
    APPLICATION_ROLE: files['role'],
    POSTGRES_PASSWORD_FILE: join(dir, 'credentials/password'),
  });
  await stopServer(server, 'SIGINT');
}

/** In the foreground; a port and a data directory are what the image has of its own. */
function start(dir: string, env: NodeJS.ProcessEnv, args: readonly string[]): Server {
  const own = ['-D', join(dir, 'data'), '-p', env['PGPORT'] ?? ''];
  return startServer('postgres', [...own, ...args], { env, ...postgresUser });
}
