#!/bin/sh
# Prints the commit that is checked out in this folder, without git; nothing in a folder that is no clone. If the sources of the
# program are not those of the commit, -dirty follows: then the name stands for more than one program.
# Dockerfile.core calls it: of .git its build has only what names the commit, and the index.
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

# Prints "BLOB NAME" of each file of the index (versions 2 and 3), and "staged" if the index holds what no commit does: its tree
# (the extension TREE) is then invalid, which git writes as a count of -1.
listed() {
	od -An -v -tx1 .git/index | tr -s ' \n' '\n' | awk '
	function byte(i) { return 16 * (index(hex, substr(b[i], 1, 1)) - 1) + index(hex, substr(b[i], 2, 1)) - 1 }
	function word(i) { return ((byte(i) * 256 + byte(i + 1)) * 256 + byte(i + 2)) * 256 + byte(i + 3) }
	BEGIN { hex = "0123456789abcdef"; for (i = 1; i < 256; i++) char[i] = sprintf("%c", i) }
	$0 != "" { b[n++] = $0 }
	END {
		if (word(4) != 2 && word(4) != 3) exit
		at = 12
		for (left = word(8); left > 0; left--) {
			blob = ""; name = ""
			for (i = at + 40; i < at + 60; i++) blob = blob b[i]
			from = at + 62 + (byte(at + 60) % 128 >= 64 ? 2 : 0)
			for (i = from; b[i] != "00"; i++) name = name char[byte(i)]
			print blob " " name
			at += int((i - at) / 8) * 8 + 8
		}
		if (b[at] b[at + 1] b[at + 2] b[at + 3] == "54524545" && b[at + 9] == "2d") print "staged"
	}'
}

# What the program is built of, as in Taskfile.yml.
sources='([^/]*\.go|go\.mod|go\.sum|(cmd|engine|evolution|workflows|activities|worker|gateway|wire|internal)/.*)'

blob() { { printf 'blob %d\0' "$(wc -c <"$1")" && cat "$1"; } | sha1sum; }
unix_blob() { tr -d '\r' <"$1" >"$tmp/unix" && blob "$tmp/unix"; } # as git has what it checks out on Windows

changed() {
	listed >"$tmp/index"
	[ -s "$tmp/index" ] || return 1 # an index of another form: it can't be told
	grep -q '^staged$' "$tmp/index" && return 0
	grep -E "^[0-9a-f]* ($sources)\$" "$tmp/index" >"$tmp/wanted"
	cut -d ' ' -f 2- "$tmp/wanted" | sort >"$tmp/known"
	find . -name '*.go' -type f | sed 's|^\./||' | grep -Ex "$sources" | sort >"$tmp/there"
	! grep -Fxvq -f "$tmp/known" "$tmp/there" || return 0 # Debian's busybox has no comm
	while read -r want name; do
		[ -f "$name" ] || return 0
		case $(blob "$name") in "$want "*) continue ;; esac
		case $(unix_blob "$name") in "$want "*) ;; *) return 0 ;; esac
	done <"$tmp/wanted"
	return 1
}

dirty=
if [ -n "$head" ] && [ -f .git/index ]; then
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	changed && dirty=-dirty
fi
echo "$(echo "$head" | cut -c 1-12)$dirty"
