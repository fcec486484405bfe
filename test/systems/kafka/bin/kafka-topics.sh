#!/bin/sh
exec "$(dirname "$0")/run-java.sh" org.apache.kafka.tools.TopicCommand "$@"
