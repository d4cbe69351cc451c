#!/bin/sh
# Makes the engine's folders writable to the user of the containers (HOST_UID and HOST_GID of .env, 1000 if unset). It runs as
# root before the engine starts. Repeating it changes nothing.
set -eu

case ${GENESIS_OLLAMA_URL:-} in
*://127.* | *://localhost* | *://\[::1\]*)
	echo "GENESIS_OLLAMA_URL in .env is $GENESIS_OLLAMA_URL, but in a container that address is the container itself." >&2
	echo "For an Ollama of this machine write http://host.docker.internal:11434, and start Ollama with OLLAMA_HOST=0.0.0.0." >&2
	echo "For the Ollama of docker compose leave GENESIS_OLLAMA_URL out." >&2
	exit 1
	;;
esac

# Nobody can save a trait there, whoever they are.
case $(touch /app/mutations/.probe 2>&1) in
*ead-only*)
	echo "./mutations of this clone is on a file system that is read-only, and traits are saved there. Clone to where you can write." >&2
	exit 1
	;;
esac
rm -f /app/mutations/.probe

# The volume is of no use to anybody else.
chown -R "$HOST_UID:$HOST_GID" /app/data

# ./mutations is part of somebody's clone: it keeps its owner, so that git and editors still work there. Where a file system
# knows no owners, this fails, and everybody may write; the engine tries that by itself.
give() {
	chgrp -R "$HOST_GID" /app/mutations && chmod -R g+rwX /app/mutations && find /app/mutations -type d -exec chmod g+s {} +
}
give || echo "the group of ./mutations could not be changed; if the engine can't write there, set HOST_UID and HOST_GID in .env" >&2
echo "the folders are ready for user $HOST_UID:$HOST_GID"
