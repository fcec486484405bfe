#!/bin/sh
# upload.sh FOLDER
#
# Copies what is in /output to a folder of the bucket, and then removes all but the newest $KEEP files
# of that folder.
set -eu

: "${OUTPUT_DIR:=/output}"
: "${CREDENTIALS_DIR:=/run/secrets/object-store}"
RCLONE_CONFIG_STORE_ACCESS_KEY_ID=$(cat "$CREDENTIALS_DIR/access-key-id")
RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY=$(cat "$CREDENTIALS_DIR/secret-access-key")
export RCLONE_CONFIG_STORE_ACCESS_KEY_ID RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY

folder=store:$BUCKET/$1
# Compares checksums by itself.
rclone copy --max-depth=1 --exclude='*.partial' "$OUTPUT_DIR" "$folder"

# Names sort by time.
rclone lsf --files-only "$folder" | sort -r | tail -n "+$((KEEP + 1))" |
  while IFS= read -r old; do
    echo "removing $old"
    rclone deletefile "$folder/$old"
  done
