#!/bin/sh
# Starts nginx with the address of the gateway (GENESIS_GATEWAY, host and port) and with the name server of this container, which
# nginx asks again and again: the gateway's address changes whenever its container is made anew.
set -eu

servers=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | sed 's/^.*:.*$/[&]/' | tr '\n' ' ')
case ${GENESIS_EMBED_ORIGINS:-} in *[!A-Za-z0-9:/.*,\ -]*) echo "GENESIS_EMBED_ORIGINS: want origins with commas, such as https://blog.example" >&2; exit 1 ;; esac
GENESIS_EMBED_ORIGINS=$(echo "${GENESIS_EMBED_ORIGINS:-}" | tr ',' ' ')

# The proxies whose word on a viewer's address is believed: addresses and networks, and host for the machine that Docker runs on,
# which is where the way out of this container leads.
case ${GENESIS_TRUSTED_PROXIES:-} in *[!A-Za-z0-9:/.,\ ]*) echo "GENESIS_TRUSTED_PROXIES: want addresses or networks with commas" >&2; exit 1 ;; esac
trusted=
for proxy in $(echo "${GENESIS_TRUSTED_PROXIES:-}" | tr ',' ' '); do
	[ "$proxy" = host ] && proxy=$(ip route show default 2>/dev/null | sed -n 's/^default via \([0-9.]*\).*/\1/p' | head -n 1)
	[ -z "$proxy" ] || trusted="${trusted}set_real_ip_from $proxy; "
done
cat >/tmp/gateway.conf <<CONF
resolver ${servers:-127.0.0.1 }valid=5s;
resolver_timeout 5s;
set \$ancestors "${GENESIS_EMBED_ORIGINS:-'none'}";
set \$frames "$([ -n "${GENESIS_EMBED_ORIGINS:-}" ] || echo DENY)"; # nginx leaves an empty header out
$trusted
set \$gateway ${GENESIS_GATEWAY:-gateway:8000};
CONF
exec nginx -g 'daemon off;'
