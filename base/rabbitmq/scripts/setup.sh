#!/bin/sh
# Runs before the server, in its image: writes what the server reads to where nobody else can, the
# Erlang cookie and the users, who are imported on every start and so follow their Secrets.
set -eu
umask 077

config=/opt/gitops
secrets=/run/secrets/rabbitmq
made=/run/rabbitmq

# The content of a file as the inside of a JSON string.
text() {
  tr -d '\n' <"$1" | sed 's/[\\"]/\\&/g'
}

# Erlang takes no cookie that others could read.
cat "$secrets/erlang-cookie" >/var/lib/rabbitmq/.erlang.cookie

# The command line tools may have to write it.
cat "$config/enabled_plugins" >"$made/enabled_plugins"

# Otherwise RabbitMQ plans with the memory of the machine.
echo "total_memory_available_override_value = $MEMORY_LIMIT" >"$made/memory.conf"

# In the order of the names: permissions need their users and virtual hosts.
mkdir -p "$made/definitions"
administrator=$(text "$secrets/default-user/username")
{
  printf '{"users": [{"name": "%s", "password": "%s", "tags": ["administrator"]}' \
    "$administrator" "$(text "$secrets/default-user/password")"
  for file in "$secrets"/users/*; do
    [ -e "$file" ] || continue
    printf ', {"name": "%s", "password": "%s", "tags": []}' "$(basename "$file")" "$(text "$file")"
  done
  printf '], "vhosts": [{"name": "/"}], "permissions": [{"user": "%s", "vhost": "/", ' "$administrator"
  printf '"configure": ".*", "write": ".*", "read": ".*"}]}\n'
} >"$made/definitions/10-users.json"
cat "$config/definitions.json" >"$made/definitions/20-definitions.json"
if [ -e "$config/permissions.json" ]; then
  cat "$config/permissions.json" >"$made/definitions/30-permissions.json"
fi

# Erlang gives up where its own name does not resolve, and a name server remembers for half a minute
# that it did not.
until getent hosts "$NODE_HOST" >/dev/null; do
  echo "waiting for the name $NODE_HOST"
  sleep 2
done
