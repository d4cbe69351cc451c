#!/bin/sh
# Starts nginx with the address of the gateway (GENESIS_GATEWAY, host and port) and with the name server of this container, which
# nginx asks again and again: the gateway's address changes whenever its container is made anew.
set -eu

servers=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | sed 's/^.*:.*$/[&]/' | tr '\n' ' ')
case ${GENESIS_EMBED_ORIGINS:-} in *[!A-Za-z0-9:/.*,\ -]*) echo "GENESIS_EMBED_ORIGINS: want origins with commas, such as https://blog.example" >&2; exit 1 ;; esac
GENESIS_EMBED_ORIGINS=$(echo "${GENESIS_EMBED_ORIGINS:-}" | tr ',' ' ')
cat >/tmp/gateway.conf <<CONF
resolver ${servers:-127.0.0.1 }valid=5s;
resolver_timeout 5s;
set \$ancestors "${GENESIS_EMBED_ORIGINS:-'none'}";
set \$frames "$([ -n "${GENESIS_EMBED_ORIGINS:-}" ] || echo DENY)"; # nginx leaves an empty header out
set \$gateway ${GENESIS_GATEWAY:-gateway:8000};
CONF
exec nginx -g 'daemon off;'
