#!/bin/sh
# report.sh
#
# Writes what report.sql returns to report-<time>.csv in /output, and then removes all but the newest
# $KEEP reports.
set -eu

: "${OUTPUT_DIR:=/output}"
: "${QUERY_DIR:=/report}"
: "${CREDENTIALS_DIR:=/run/secrets/database}"
PGPASSWORD=$(cat "$CREDENTIALS_DIR/password")
export PGPASSWORD LC_ALL=C
umask 077

# Left by a run that was replaced or killed.
rm -f "$OUTPUT_DIR"/*.partial

report=$OUTPUT_DIR/report-$(date -u +%Y%m%dT%H%M%SZ).csv
psql --no-psqlrc --quiet --csv --set=ON_ERROR_STOP=1 --file="$QUERY_DIR/report.sql" --output="$report.partial"
mv "$report.partial" "$report"
echo "$(basename "$report"): $(wc -l <"$report") lines"

# Names sort by time.
find "$OUTPUT_DIR" -maxdepth 1 -name 'report-*.csv' | sort -r | tail -n "+$((KEEP + 1))" |
  while IFS= read -r old; do
    echo "removing $(basename "$old")"
    rm -f "$old"
  done
