#!/bin/sh
# Makes the engine's folders writable to the user of the containers (HOST_UID and HOST_GID of .env, 1000 if unset). It runs as
# root before the engine starts. Repeating it changes nothing.
set -eu

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
