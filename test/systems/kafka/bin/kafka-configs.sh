#!/bin/sh
exec "$(dirname "$0")/run-java.sh" kafka.admin.ConfigCommand "$@"
