#!/bin/sh
# docker-entrypoint.sh zkServer.sh start-foreground FILE
set -eu
bin=$(dirname "$0")
"$bin/substitute.sh" "$3"
mkdir -p "$POD_DIR/data" "$POD_DIR/datalog"
[ -f "$POD_DIR/data/myid" ] || echo "$ZOO_MY_ID" >"$POD_DIR/data/myid"
exec "$bin/run-java.sh" org.apache.zookeeper.server.quorum.QuorumPeerMain "$3"
