#!/bin/sh
# Starts Kafka in a pod of a StatefulSet: adds to its configuration what only the running pod knows.
set -eu

: "${KAFKA_BIN:=/opt/kafka/bin}"
: "${CONFIG_DIR:=/etc/kafka-config}"
: "${RUN_DIR:=/tmp/kafka}"
ordinal=${POD_NAME##*-}
domain=$POD_NAMESPACE.svc.$CLUSTER_DOMAIN

# The servers are the pods of the StatefulSet $ENSEMBLE. In a path of its own, Kafka shares it with others.
ensemble() {
  server=0
  while [ "$server" -lt "$ZOOKEEPERS" ]; do
    echo "$ENSEMBLE-$server.$ENSEMBLE-headless.$domain:2181"
    server=$((server + 1))
  done | paste -sd , - | sed 's|$|/kafka|'
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
  echo "broker.id=$ordinal"
  echo "zookeeper.connect=${ZOOKEEPER_CONNECT:-$(ensemble)}"
  echo "advertised.listeners=$(advertised_listeners)"
  if [ -n "${BROKER_RACK:-}" ]; then echo "broker.rack=$BROKER_RACK"; fi
} >"$config"

exec "$KAFKA_BIN/kafka-server-start.sh" "$config"
