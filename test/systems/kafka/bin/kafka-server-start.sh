#!/bin/sh
set -eu
bin=$(dirname "$0")
"$bin/substitute.sh" "$1"
exec "$bin/run-java.sh" kafka.Kafka "$1"
