#!/bin/sh
# backup.sh REASON
#
# Writes <database>-<reason>-<time>.dump to /backups, checks that it can be read, and then removes all
# but the newest $BACKUP_KEEP dumps of that reason.
set -eu

reason=$1
: "${BACKUP_DIR:=/backups}"
: "${CREDENTIALS_DIR:=/run/secrets/postgres}"
PGPASSWORD=$(cat "$CREDENTIALS_DIR/password")
export PGPASSWORD LC_ALL=C
umask 077

# Left by a run that was killed; the volume is ours alone.
rm -f "$BACKUP_DIR"/*.partial

name=$PGDATABASE-$reason
dump=$BACKUP_DIR/$name-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$dump.partial"' EXIT

pg_dump --format=custom --lock-wait-timeout=60s --file="$dump.partial"
# The table of contents, then all of the data.
pg_restore --list "$dump.partial" >/dev/null
pg_restore --file=/dev/null "$dump.partial"
mv "$dump.partial" "$dump"
echo "$(basename "$dump"): $(wc -c <"$dump") bytes"

# Names sort by time. Only now: a backup that fails costs no older one.
find "$BACKUP_DIR" -name "$name-*.dump" | sort -r | tail -n "+$((BACKUP_KEEP + 1))" |
  while IFS= read -r old; do
    echo "removing $(basename "$old")"
    rm -f "$old"
  done
