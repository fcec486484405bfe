#!/bin/sh
# Starts ZooKeeper in a pod of a StatefulSet: adds the servers of the ensemble, which are its pods.
set -eu

: "${CONFIG_DIR:=/conf}"
: "${RUN_DIR:=/tmp/zookeeper}"
: "${ENTRYPOINT:=/docker-entrypoint.sh}"
name=${POD_NAME%-*}

# Without it, a server alone would wait for others.
standalone=false
if [ "$ZOOKEEPERS" -eq 1 ]; then standalone=true; fi

mkdir -p "$RUN_DIR"
config=$RUN_DIR/zoo.cfg
{
  cat "$CONFIG_DIR/zoo.cfg"
  echo "standaloneEnabled=$standalone"
  server=0
  while [ "$server" -lt "$ZOOKEEPERS" ]; do
    host=$name-$server.$name-headless.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN
    server=$((server + 1))
    echo "server.$server=$host:2888:3888;2181"
  done
} >"$config"

# The image writes it to the volume of a new server; every one would be 1 otherwise.
export ZOO_MY_ID="$((${POD_NAME##*-} + 1))"
exec "$ENTRYPOINT" zkServer.sh start-foreground "$config"
