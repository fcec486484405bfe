#!/bin/sh
# Makes the topics of topics.txt that are missing; gives the others the settings that stand there and as
# many partitions, but never fewer. Deletes nothing. Where there are users, sets their passwords first.
set -eu

: "${KAFKA_BIN:=/opt/kafka/bin}"
: "${SETUP_DIR:=/setup}"
: "${USERS_DIR:=/run/secrets/users}"
umask 077
work=$(mktemp -d)

topics() {
  "$KAFKA_BIN/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP" "$@" </dev/null
}

configure() {
  "$KAFKA_BIN/kafka-configs.sh" --bootstrap-server "$BOOTSTRAP" --alter "$@" </dev/null
}

# set_password USER FILE: by a file of properties, not by the arguments, which others could read.
set_password() {
  printf 'SCRAM-SHA-512=password=%s\n' "$(sed 's/\\/\\\\/g' "$2")" >"$work/scram.properties"
  configure --entity-type users --entity-name "$1" --add-config-file "$work/scram.properties"
}

# make_topic NAME PARTITIONS [SETTING=VALUE...]
make_topic() {
  name=$1
  partitions=$2
  shift 2
  for setting in "$@"; do
    set -- "$@" --config "$setting"
    shift
  done
  topics --create --if-not-exists --topic "$name" --partitions "$partitions" "$@"
}

# update_topic NAME PARTITIONS [SETTING=VALUE...]
update_topic() {
  name=$1
  partitions=$2
  shift 2
  count=$(topics --describe --topic "$name" | sed -n 's/.*PartitionCount: *\([0-9]*\).*/\1/p')
  if [ "$count" -lt "$partitions" ]; then
    topics --alter --topic "$name" --partitions "$partitions"
  elif [ "$count" -gt "$partitions" ]; then
    echo "$name keeps its $count partitions: Kafka cannot take any away" >&2
  fi
  # In brackets, a value may have commas.
  settings=$(printf ',%s' "$@" | sed 's/,\([a-z.]*\)=/],\1=[/g; s/^],//; s/$/]/')
  if [ $# -gt 0 ]; then
    configure --entity-type topics --entity-name "$name" --add-config "$settings"
  fi
}

until topics --list >"$work/existing"; do
  echo 'waiting for the brokers'
  sleep 5
done

for file in "$USERS_DIR"/*; do
  [ -e "$file" ] || continue
  set_password "$(basename "$file")" "$file"
done

grep -v '^#' "$SETUP_DIR/topics.txt" | while read -r name partitions settings; do
  # Settings have no spaces, so they may be split at them.
  # shellcheck disable=SC2086
  if grep -Fqx -- "$name" "$work/existing"; then
    update_topic "$name" "$partitions" $settings
  else
    make_topic "$name" "$partitions" $settings
  fi
done
