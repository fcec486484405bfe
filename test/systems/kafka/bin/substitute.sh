#!/bin/sh
# substitute.sh FILE: all that differs between a pod and a process of this machine, in the configuration
# that the start script has made. A pod has an address and directories to itself.
set -eu
sed -i \
  -e "s|://:|://$POD_ADDRESS:|g" \
  -e "s|=/var/lib/kafka|=$POD_DIR/var/lib/kafka|" \
  -e "s|=/etc/kafka|=$POD_DIR/etc/kafka|" \
  -e "s|^dataDir=|&$POD_DIR|; s|^dataLogDir=|&$POD_DIR|" \
  -e "s|^quorumListenOnAllIPs=true|quorumListenOnAllIPs=false|" \
  -e "s|^\(server.*=${POD_NAME:-}\..*\);2181|\1;$POD_ADDRESS:2181|" \
  -e "s|^metricsProvider.httpPort=|metricsProvider.httpHost=$POD_ADDRESS\n&|" \
  "$1"
