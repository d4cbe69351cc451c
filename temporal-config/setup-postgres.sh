#!/bin/sh
# Creates or updates the databases of Temporal: once with its history, once for searching (visibility).
# Repeating it changes nothing. It runs in temporalio/admin-tools.
set -eu

schema=${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}

tool() {
	temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --pw "$POSTGRES_PWD" --db "$@"
}

prepare() {
	tool "$1" create
	tool "$1" setup-schema -v 0.0 || true # fails when there is a schema already; update-schema below is the judge
	tool "$1" update-schema -d "$schema/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
