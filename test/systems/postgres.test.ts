import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../support/write-files.js';
import { PASSWORD, startPostgres, type Postgres } from './postgres-server.js';
import { giveToPostgres, runAsPostgres } from './postgres-user.js';
import { configFiles, renderExample } from './rendered-example.js';

/** Writes the scripts of an app's ConfigMaps to folders of the server's; for how they are run. */
async function mountScripts(
  { dir, env }: Postgres,
  example: string,
  maps: Readonly<Record<string, string>>,
) {
  const rendered = await renderExample(example);
  for (const [folder, map] of Object.entries(maps)) {
    const files = Object.entries(configFiles(rendered, map));
    await writeFiles(
      join(dir, folder),
      Object.fromEntries(files.map(([name, content]) => [name, { content, mode: '0755' }])),
    );
  }
  await writeFiles(dir, { 'backups/.keep': '', 'output/.keep': '', 'scratch/.keep': '' });
  const directories = {
    BACKUP_DIR: join(dir, 'backups'),
    MIGRATIONS_DIR: join(dir, 'migrations'),
    OUTPUT_DIR: join(dir, 'output'),
    SCRATCH_DIR: join(dir, 'scratch'),
    QUERY_DIR: join(dir, 'report'),
  };
  return (script: string, args: readonly string[] = [], extra: NodeJS.ProcessEnv = {}) => {
    giveToPostgres(dir);
    return runAsPostgres(join(dir, script), args, { ...env, ...directories, ...extra });
  };
}

const mountTodo = (postgres: Postgres) =>
  mountScripts(postgres, 'todo-app', {
    scripts: 'todo-db-scripts',
    migrations: 'todo-db-migrations',
  });

const mountBatch = (postgres: Postgres) =>
  mountScripts(postgres, 'batch', {
    scripts: 'batch-scripts',
    report: 'batch-report',
    migration: 'batch-data-migration',
  });

async function dumpsIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name !== '.keep').sort();
}

describe('PostgreSQL with the configuration of the to-do app', () => {
  test('gives the app a role that owns its database, and nothing more', async () => {
    const { query, env } = await startPostgres();
    const role = `SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user`;
    expect(await query(role)).toBe('f|f|f');
    expect(
      await query(`SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'todo'`),
    ).toBe('todo');
    expect(await query('SHOW shared_buffers')).toBe('1GB');
    const login = (user: string, password: string) =>
      runAsPostgres('psql', ['-c', 'SELECT 1'], { ...env, PGUSER: user, PGPASSWORD: password });
    await expect(login('todo', 'wrong')).rejects.toThrow('password authentication failed');
    // The image's start script sets the superuser's password too, which opens no door from outside.
    await expect(login('postgres', PASSWORD)).rejects.toThrow();
  });

  test('brings the schema up to date once, and saves what is there before', async () => {
    const postgres = await startPostgres();
    const script = await mountTodo(postgres);
    const env = { BACKUP_KEEP: '3' };
    expect(await script('scripts/migrate.sh', [], env)).toContain('applying 0001-create-todos');
    await postgres.query(`INSERT INTO todos (title) VALUES ('write tests')`);
    expect(await script('scripts/migrate.sh', [], env)).toBe('the schema is up to date\n');
    expect(await dumpsIn(join(postgres.dir, 'backups'))).toEqual([]);

    const column = 'ALTER TABLE todos ADD COLUMN due date;\n';
    await writeFile(join(postgres.dir, 'migrations/0002-due.sql'), column);
    expect(await script('scripts/migrate.sh', [], env)).toContain('applying 0002-due');
    expect(await dumpsIn(join(postgres.dir, 'backups'))).toEqual([
      expect.stringMatching(/^todo-before-migration-\d{8}T\d{6}Z\.dump$/),
    ]);
    expect(await postgres.query('SELECT version FROM schema_migrations ORDER BY 1')).toBe(
      '0001-create-todos\n0002-due',
    );
  });

  test('takes a migration as a whole or not at all', async () => {
    const postgres = await startPostgres();
    const script = await mountTodo(postgres);
    await script('scripts/migrate.sh', [], { BACKUP_KEEP: '3' });
    const broken = 'CREATE TABLE half (id int);\nSELECT nonsense;\n';
    await writeFile(join(postgres.dir, 'migrations/0002-broken.sql'), broken);
    await expect(script('scripts/migrate.sh', [], { BACKUP_KEEP: '3' })).rejects.toThrow(
      'nonsense',
    );
    expect(await postgres.query(`SELECT to_regclass('half') IS NULL`)).toBe('t');
    expect(await postgres.query('SELECT version FROM schema_migrations')).toBe('0001-create-todos');
  });

  test('keeps the newest backups, and goes back to one of them', async () => {
    const postgres = await startPostgres();
    const script = await mountTodo(postgres);
    await script('scripts/migrate.sh', [], { BACKUP_KEEP: '3' });
    await postgres.query(`INSERT INTO todos (title) VALUES ('first')`);
    const old = ['20200101T000000Z', '20210101T000000Z'].map((at) => `todo-scheduled-${at}.dump`);
    for (const name of [...old, 'todo-before-migration-20190101T000000Z.dump', 'x.dump.partial']) {
      await writeFile(join(postgres.dir, 'backups', name), '');
    }
    const said = await script('scripts/backup.sh', ['scheduled'], { BACKUP_KEEP: '2' });
    expect(said).toContain(`removing ${old[0]!}`);
    const kept = await dumpsIn(join(postgres.dir, 'backups'));
    expect(kept.slice(0, 2)).toEqual(['todo-before-migration-20190101T000000Z.dump', old[1]]);
    expect(kept).toHaveLength(3);

    await postgres.query(`UPDATE todos SET title = 'lost'; CREATE TABLE later (id int)`);
    expect(await script('scripts/restore.sh')).toBe(`${kept.join('\n')}\n`);
    const dump = kept.at(-1)!;
    expect(await script('scripts/restore.sh', [dump])).toContain(`${dump} is restored`);
    expect(await postgres.query('SELECT title FROM todos')).toBe('first');
    expect(await postgres.query(`SELECT to_regclass('later') IS NULL`)).toBe('t');
  });

  test('stays as it is when a dump is damaged', async () => {
    const postgres = await startPostgres();
    const script = await mountTodo(postgres);
    await script('scripts/migrate.sh', [], { BACKUP_KEEP: '3' });
    await postgres.query(
      `INSERT INTO todos (title) SELECT md5(i::text) FROM generate_series(1, 20000) i`,
    );
    await script('scripts/backup.sh', ['scheduled'], { BACKUP_KEEP: '3' });
    const [dump] = await dumpsIn(join(postgres.dir, 'backups'));
    const whole = await readFile(join(postgres.dir, 'backups', dump!));
    await writeFile(join(postgres.dir, 'backups/half.dump'), whole.subarray(0, whole.length / 2));
    await expect(script('scripts/restore.sh', ['half.dump'])).rejects.toThrow('half.dump');
    expect(await postgres.query('SELECT count(*) FROM todos')).toBe('20000');
  });
});

describe('PostgreSQL with the scripts of batch', () => {
  const fill = `CREATE TABLE orders (id int PRIMARY KEY, total numeric);
    INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i;
    CREATE VIEW big AS SELECT * FROM orders WHERE total > 500`;

  test('restores each backup before it counts, and keeps the newest', async () => {
    const postgres = await startPostgres();
    const script = await mountBatch(postgres);
    await postgres.query(fill);
    const old = ['20200101T000000Z', '20210101T000000Z'].map((at) => `todo-${at}.dump`);
    for (const name of [...old, 'todo-20190101T000000Z.dump.partial']) {
      await writeFile(join(postgres.dir, 'output', name), '');
    }
    const said = await script('scripts/backup.sh', [], { KEEP: '2' });
    expect(said).toMatch(/todo-\S+\.dump: \d+ bytes, 1 tables restored/);
    expect(said).toContain(`removing ${old[0]!}`);
    expect(await dumpsIn(join(postgres.dir, 'output'))).toEqual([
      old[1],
      expect.stringMatching(/^todo-2\d{7}T\d{6}Z\.dump$/),
    ]);
    expect(await dumpsIn(join(postgres.dir, 'scratch'))).toEqual([]);
  });

  test('keeps no backup that cannot be restored', async () => {
    const postgres = await startPostgres();
    const script = await mountBatch(postgres);
    // A check that the rows in the table no longer pass: a dump of it is made, but not taken.
    await postgres.query(`${fill};
      CREATE FUNCTION allowed(numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
      ALTER TABLE orders ADD CHECK (allowed(total));
      CREATE OR REPLACE FUNCTION allowed(numeric) RETURNS boolean LANGUAGE sql IMMUTABLE
        AS 'SELECT $1 < 10'`);
    await expect(script('scripts/backup.sh', [], { KEEP: '2' })).rejects.toThrow('violates check');
    expect(await dumpsIn(join(postgres.dir, 'output'))).toEqual([]);
    expect(await dumpsIn(join(postgres.dir, 'scratch'))).toEqual([]);
  });

  test('writes the report as CSV', async () => {
    const postgres = await startPostgres();
    const script = await mountBatch(postgres);
    await postgres.query(`${fill}; ANALYZE`);
    await script('scripts/report.sh', [], { KEEP: '1' });
    const [name] = await dumpsIn(join(postgres.dir, 'output'));
    const report = await readFile(join(postgres.dir, 'output', name!), 'utf8');
    expect(report).toMatch(/^schema,table,rows,bytes\npublic,orders,1000,\d+\n$/);
  });

  test('does nothing until its Job is given something to do', async () => {
    const postgres = await startPostgres();
    const script = await mountBatch(postgres);
    const part = { JOB_COMPLETION_INDEX: '3', COMPLETIONS: '8' };
    expect(await script('migration/migrate.sh', [], part)).toBe('part 3 of 8: nothing to do yet\n');
  });
});
