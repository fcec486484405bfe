#!/bin/sh
# consume.sh SERVER TOPIC [FILE]: the first message.
set -eu
server=$1 topic=$2
shift 2
exec "$(dirname "$0")/run-java.sh" org.apache.kafka.tools.consumer.ConsoleConsumer \
  --bootstrap-server "$server" --topic "$topic" --from-beginning --max-messages 1 \
  --timeout-ms 60000 ${1:+--command-config "$1"}
