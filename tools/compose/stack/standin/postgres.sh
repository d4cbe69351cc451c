#!/bin/sh
# Does what the entry point of the image postgres does: the first time it makes a cluster with the user and a database of the same
# name, by a server that listens on its socket only.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	printf %s "$POSTGRES_PASSWORD" >/tmp/pw
	initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=/tmp/pw --auth-host=scram-sha-256 --auth-local=trust --no-locale -E UTF8
	rm /tmp/pw
	echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
	pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' -k /run/postgresql" start
	psql -h /run/postgresql -U "$POSTGRES_USER" -d postgres -c "CREATE DATABASE $POSTGRES_USER"
	sleep 3 # the image's own takes its time, too
	pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@" -D "$PGDATA" -c "listen_addresses=*" -k /run/postgresql
