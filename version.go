package genesis

import "runtime/debug"

// build is the version that the linker sets with -X. An image is built without the Git repository, so Go can't find the
// version itself.
var build string

// Unversioned is the version of a build that does not know its own.
const Unversioned = "(devel)"

// Version is the version of this program: the tag or commit that it was built from, if the build knows it.
func Version() string {
	if build != "" {
		return build
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return Unversioned
}
