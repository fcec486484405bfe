#!/bin/sh
# create-secret.sh SECRET KEY...
#
# Creates a Secret with a random value for each key, unless there is one of that name: `kubectl
# create` never overwrites. The values are in a file, not in the arguments, which others could read.
set -eu

secret=$1
shift

if kubectl get secret "$secret" --output=name >/dev/null 2>&1; then
  echo "$secret is there already and stays as it is"
  exit 0
fi

umask 077
directory=$(mktemp -d)
for key in "$@"; do
  LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32 >"$directory/$key"
done
kubectl create secret generic "$secret" --from-file="$directory"
