#!/bin/sh
# What many pipelines do: clone, edit, commit, push, and `pull --rebase` until the push succeeds.
# $1: URL, $2: path, $3: the image whose tag becomes v2, $4: a folder, $5: seconds to try.
set -eu
git clone --quiet --depth=1 "$1" "$4"
cd "$4"
sed -i "/name: $3\$/,/newTag/s/newTag: .*/newTag: v2/" "$2"
git commit --quiet --all --message "$3"
end=$(($(date +%s) + $5))
until git push --quiet 2>/dev/null; do
  [ "$(date +%s)" -lt "$end" ] || exit 5
  git pull --quiet --rebase 2>/dev/null || exit 4
done
