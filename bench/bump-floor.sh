#!/bin/sh
# The git commands that a bump without a clone cannot do without, and nothing else:
# bump-floor.sh URL PATH TAG
set -eu
url=$1 path=$2 tag=$3
ref=refs/remotes/origin/main

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export GIT_DIR="$dir" GIT_NO_LAZY_FETCH=1 GIT_CONFIG_COUNT=2 \
  GIT_CONFIG_KEY_0=remote.origin.url GIT_CONFIG_VALUE_0="$url" \
  GIT_CONFIG_KEY_1=gc.auto GIT_CONFIG_VALUE_1=0

fetch() {
  git -c remote.origin.promisor=true -c remote.origin.partialclonefilter=tree:0 "$@"
}
fetch_object() {
  fetch -c fetch.negotiationAlgorithm=noop fetch --quiet --no-tags --no-write-fetch-head \
    --filter=tree:0 origin "$1"
}

git init --quiet --bare --template= --initial-branch=main
fetch fetch --quiet --depth=1 --no-tags --no-write-fetch-head --filter=tree:0 origin \
  "+refs/heads/main:$ref"
tip=$(git rev-parse "$ref")
id=$(git cat-file commit "$tip" | sed -n '1s/^tree //p')

IFS=/
for name in $path; do
  fetch_object "$id"
  id=$(git ls-tree "$id" "$name" | cut -c13-52)
done
fetch_object "$id"

text=$(git cat-file blob "$id" | sed "s/newTag: .*/newTag: $tag/")
who="Bench <bench@example.com> $(date +%s) +0000"
commit=$(git fast-import --quiet <<IMPORT
feature done
feature get-mark
commit refs/import
mark :1
author $who
committer $who
data <<MESSAGE
bump to $tag
MESSAGE
from $tip
M 100644 inline $path
data <<FILE
$text
FILE
get-mark :1
reset refs/import
from 0000000000000000000000000000000000000000
done
IMPORT
)
git push --quiet "--force-with-lease=refs/heads/main:$tip" origin "$commit:refs/heads/main"
