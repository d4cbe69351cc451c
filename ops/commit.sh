#!/bin/sh
# Prints the commit that is checked out in this folder, without git; nothing in a folder that is no clone.
# Dockerfile.core calls it: of .git its build has only what names the commit.
[ -f .git/HEAD ] || exit 0
head=$(cat .git/HEAD)
case $head in
"ref: "*)
	ref=${head#ref: }
	if [ -f ".git/$ref" ]; then
		head=$(cat ".git/$ref")
	else
		head=$(sed -n "s|^\([0-9a-f]*\) $ref\$|\1|p" .git/packed-refs 2>/dev/null)
	fi
	;;
esac
echo "$head" | cut -c 1-12
