#!/bin/sh
# restore.sh [DUMP]
#
# Puts the database back to what it was when the dump was made, in one transaction: all of it or
# nothing. Without a name, it lists the dumps. README.md says how to run it.
set -eu

: "${BACKUP_DIR:=/backups}"
: "${CREDENTIALS_DIR:=/run/secrets/postgres}"
PGPASSWORD=$(cat "$CREDENTIALS_DIR/password")
export PGPASSWORD LC_ALL=C

if [ $# -eq 0 ]; then
  find "$BACKUP_DIR" -name '*.dump' | sort | sed 's|.*/||'
  exit 0
fi
dump=$BACKUP_DIR/$1
pg_restore --list "$dump" >/dev/null

# The last two lines are reached only after all of the dump; without them, the end of the input is
# the end of the session, and nothing has happened.
outcome=$(
  {
    echo 'BEGIN;'
    echo 'DROP OWNED BY CURRENT_USER CASCADE;'
    pg_restore --no-owner --no-privileges --file=- "$dump"
    echo 'COMMIT;'
    printf '%s\n' '\echo restored'
  } | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null
)
if [ "$outcome" != restored ]; then
  echo "$1 was not restored; the database is as it was" >&2
  exit 1
fi
echo "$1 is restored"
