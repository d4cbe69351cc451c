#!/bin/sh
# Creates the namespace, which keeps closed cycles for a day (what is archived beside their records outlives that; a longer
# time that somebody has set stays), and registers the search attributes of cycles.
# Repeating it changes nothing. It runs in temporalio/admin-tools, or with the Temporal CLI against any server.
set -eu

: "${TEMPORAL_ADDRESS:=127.0.0.1:7233}" "${TEMPORAL_NAMESPACE:=default}"
export TEMPORAL_ADDRESS TEMPORAL_NAMESPACE

# A new namespace takes some seconds until every part of the server knows it.
patiently() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 60 ] || { echo "gave up: $*" >&2; exit 1; }
		sleep 1
	done
}

quiet() { "$@" >/dev/null 2>&1; }

patiently quiet temporal operator cluster health
quiet temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" ||
	temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 24h

for name in GenesisWorld GenesisStage GenesisOutcome GenesisProblem GenesisTrait GenesisModel; do
	temporal operator search-attribute list -n "$TEMPORAL_NAMESPACE" | grep -q "$name" ||
		patiently temporal operator search-attribute create -n "$TEMPORAL_NAMESPACE" --name "$name" --type Keyword
done
echo "namespace $TEMPORAL_NAMESPACE is ready"
