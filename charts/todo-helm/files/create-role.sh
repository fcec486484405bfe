#!/bin/sh
# Runs once, when the data directory is made. The application gets a role that owns its database and
# nothing else: through a superuser, an SQL injection could run programs on the server.
set -eu

psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=role="$APPLICATION_ROLE" <<'SQL'
\set password `cat "$POSTGRES_PASSWORD_FILE"`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
ALTER DATABASE :"DBNAME" OWNER TO :"role";
SQL
