#!/bin/sh
# One part of the work: number $JOB_COMPLETION_INDEX, from 0, of $COMPLETIONS. This file is yours.
#
# A part may run more than once, also after it has succeeded: on the next sync, and when its node
# fails. What is done already has to be left as it is. Exit codes: 0 done; 42 a mistake that no
# further try mends, which ends the whole Job; anything else is tried again.
set -eu

echo "part $JOB_COMPLETION_INDEX of $COMPLETIONS: nothing to do yet"

# For example, a new column, filled in by all parts at once:
#
#   PGPASSWORD=$(cat /run/secrets/database/password)
#   export PGPASSWORD
#   psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=part="$JOB_COMPLETION_INDEX" --set=parts="$COMPLETIONS" <<'SQL'
#   UPDATE orders SET total = quantity * price WHERE total IS NULL AND id % :parts = :part;
#   SQL
