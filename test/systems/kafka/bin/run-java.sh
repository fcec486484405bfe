#!/bin/sh
# run-java.sh CLASS [ARG...]: in place of the images' own scripts. Names of pods are found in a file of
# hosts, where Kubernetes has a name server.
set -eu
# Options and their values have no spaces.
# shellcheck disable=SC2046,SC2086
exec java $KAFKA_HEAP_OPTS "-Djdk.net.hosts.file=$HOSTS_FILE" \
  $(echo "${KAFKA_LOG4J_OPTS:-}" | sed "s|/etc/kafka-config|$CONFIG_DIR|") -cp "$CLASS_PATH" "$@"
