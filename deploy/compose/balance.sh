#!/bin/sh
# nginx before the gateways that are named. The open nginx asks nobody's /ready: this does, and has it read anew whom it may
# send clients to. A gateway that stops says so 2.5 s (DRAIN_NOTICE_MS) before it ends a connection.
set -eu
list=${STATE:-/run}/gateways.conf
answering() {
  for gateway; do
    if wget -q -t 1 -T 1 -O /dev/null "http://$gateway/ready"; then
      echo "server $gateway max_fails=0;"
    else
      echo "server $gateway down;"
    fi
  done
}

for gateway; do echo "server $gateway max_fails=0;"; done >"$list"
# shellcheck disable=SC2086
nginx ${NGINX_OPTIONS:-} -g 'daemon off;' &
nginx=$!
trap 'kill -QUIT $nginx; wait $nginx; exit 0' TERM QUIT INT
while kill -0 $nginx; do
  answering "$@" >"$list.new"
  # Where none says yes, they stay: whoever comes back first is asked at once.
  if grep -q max_fails "$list.new" && ! cmp -s "$list" "$list.new"; then
    cp "$list.new" "$list"
    kill -HUP $nginx
  fi
  sleep 0.5
done
