#!/bin/sh
# Starts Kafka in a pod of a StatefulSet: adds to its configuration what only the running pod knows, and
# formats the volume of a new node.
set -eu

: "${KAFKA_BIN:=/opt/kafka/bin}"
: "${CONFIG_DIR:=/etc/kafka-config}"
: "${RUN_DIR:=/tmp/kafka}"
ordinal=${POD_NAME##*-}
domain=$POD_NAMESPACE.svc.$CLUSTER_DOMAIN

# The controllers are the pods of the StatefulSet $QUORUM, and their ids its ordinals.
voters() {
  id=0
  while [ "$id" -lt "$CONTROLLERS" ]; do
    echo "$id@$QUORUM-$id.$QUORUM-headless.$domain:9093"
    id=$((id + 1))
  done | paste -sd , -
}

advertised_listeners() {
  host=$POD_NAME.${POD_NAME%-*}-headless.$domain
  printf '%s' "REPLICATION://$host:9091,INTERNAL://$host:9092"
  if [ -n "${EXTERNAL_HOST:-}" ]; then
    host=$(echo "$EXTERNAL_HOST" | sed "s/{id}/$ordinal/; s/{node}/${NODE_ADDRESS:-}/")
    # They come together.
    # shellcheck disable=SC2153
    printf '%s' ",EXTERNAL://$host:$((EXTERNAL_PORT + ordinal * EXTERNAL_PORT_STEP))"
  fi
}

mkdir -p "$RUN_DIR"
config=$RUN_DIR/server.properties
{
  cat "$CONFIG_DIR/server.properties" "$CONFIG_DIR/environment.properties"
  echo "node.id=$((ordinal + NODE_ID_OFFSET))"
  echo "controller.quorum.voters=$(voters)"
  if [ "$ROLE" != controller ]; then
    echo "advertised.listeners=$(advertised_listeners)"
    if [ -n "${BROKER_RACK:-}" ]; then echo "broker.rack=$BROKER_RACK"; fi
  fi
} >"$config"

# With "=": an id may begin with a dash. Another id than the volume's is an error, and a good one.
"$KAFKA_BIN/kafka-storage.sh" format --ignore-formatted --cluster-id="$CLUSTER_ID" --config="$config"
exec "$KAFKA_BIN/kafka-server-start.sh" "$config"
