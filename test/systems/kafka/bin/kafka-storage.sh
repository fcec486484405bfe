#!/bin/sh
set -eu
bin=$(dirname "$0")
for argument in "$@"; do
  case $argument in --config=*) config=${argument#--config=} ;; esac
done
cp "$config" "$config.here"
"$bin/substitute.sh" "$config.here"
for argument in "$@"; do
  case $argument in --config=*) argument=$argument.here ;; esac
  set -- "$@" "$argument"
  shift
done
exec "$bin/run-java.sh" kafka.tools.StorageTool "$@"
