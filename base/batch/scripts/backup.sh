#!/bin/sh
# backup.sh
#
# Writes <database>-<time>.dump to /output, restores it into a server that runs for this only, and
# then removes all but the newest $KEEP dumps.
set -eu

: "${OUTPUT_DIR:=/output}"
: "${SCRATCH_DIR:=/scratch}"
: "${CREDENTIALS_DIR:=/run/secrets/database}"
export LC_ALL=C
umask 077

# Left by a run that was killed; both volumes are ours alone.
rm -rf "$OUTPUT_DIR"/*.partial "$SCRATCH_DIR/data"

dump=$OUTPUT_DIR/$PGDATABASE-$(date -u +%Y%m%dT%H%M%SZ).dump
PGPASSWORD=$(cat "$CREDENTIALS_DIR/password") \
  pg_dump --format=custom --lock-wait-timeout=60s --file="$dump.partial"

finish() {
  pg_ctl stop --silent --pgdata="$SCRATCH_DIR/data" --mode=immediate || true
  rm -rf "$dump.partial" "$SCRATCH_DIR/data"
}
trap finish EXIT

# A server that nobody else can reach, and that need not survive.
initdb --pgdata="$SCRATCH_DIR/data" --username=postgres --auth=trust --encoding=UTF8 --no-sync >/dev/null
pg_ctl start --silent --wait --pgdata="$SCRATCH_DIR/data" --log="$SCRATCH_DIR/data/log" \
  --options="-c listen_addresses='' -c unix_socket_directories='$SCRATCH_DIR' -c port=5432 -c fsync=off"
restored() {
  program=$1
  shift
  env -u PGSSLMODE PGHOST="$SCRATCH_DIR" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres "$program" "$@"
}
restored pg_restore --exit-on-error --no-owner --no-privileges --dbname=postgres "$dump.partial"
tables=$(restored psql --no-psqlrc --no-align --tuples-only \
  --command="SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")

mv "$dump.partial" "$dump"
echo "$(basename "$dump"): $(wc -c <"$dump") bytes, $tables tables restored"

# Names sort by time. Only now: a backup that fails costs no older one.
find "$OUTPUT_DIR" -maxdepth 1 -name "$PGDATABASE-*.dump" | sort -r | tail -n "+$((KEEP + 1))" |
  while IFS= read -r old; do
    echo "removing $(basename "$old")"
    rm -f "$old"
  done
