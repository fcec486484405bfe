#!/bin/sh
# produce.sh SERVER TOPIC KEY:VALUE [FILE]: one message, kept by as many brokers as a write needs.
set -eu
server=$1 topic=$2 message=$3
shift 3
echo "$message" | "$(dirname "$0")/run-java.sh" org.apache.kafka.tools.ConsoleProducer \
  --bootstrap-server "$server" --topic "$topic" --request-required-acks all --sync \
  --reader-property parse.key=true --reader-property key.separator=: ${1:+--command-config "$1"}
