#!/bin/sh
# Applies the files of /migrations that the database has not seen, in the order of their names, each
# in a transaction of its own. What was applied is in the table schema_migrations.
#
# A file must not begin or end transactions. It is never edited once it was applied; a mistake is
# repaired by another file.
set -eu

: "${MIGRATIONS_DIR:=/migrations}"
: "${CREDENTIALS_DIR:=/run/secrets/postgres}"
PGPASSWORD=$(cat "$CREDENTIALS_DIR/password")
# A statement that waits for a lock makes everyone behind it wait too: better to fail and try again.
PGOPTIONS='-c lock_timeout=10s'
export PGPASSWORD PGOPTIONS LC_ALL=C

sql() {
  psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$@"
}

apply() {
  # The lock and the second look: another run may be at the same file.
  sql --single-transaction --set=version="$1" --set=file="$2" <<'SQL'
LOCK TABLE schema_migrations IN EXCLUSIVE MODE;
SELECT NOT EXISTS (SELECT FROM schema_migrations WHERE version = :'version') AS pending \gset
\if :pending
  \i :file
  INSERT INTO schema_migrations (version) VALUES (:'version');
\endif
SQL
}

until pg_isready --quiet; do
  echo 'waiting for PostgreSQL'
  sleep 2
done

sql <<'SQL'
SET client_min_messages = warning;
CREATE TABLE IF NOT EXISTS schema_migrations (
  version text PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);
SQL
applied=$(sql --command='SELECT version FROM schema_migrations')

saved=false
for file in "$MIGRATIONS_DIR"/*.sql; do
  [ -e "$file" ] || continue
  version=$(basename "$file" .sql)
  if printf '%s\n' "$applied" | grep -Fqx -- "$version"; then continue; fi
  # An empty database has nothing to lose.
  if [ "$saved" = false ] && [ -n "$applied" ]; then
    "$(dirname "$0")/backup.sh" before-migration
    saved=true
  fi
  echo "applying $version"
  apply "$version" "$file"
done
echo 'the schema is up to date'
