package genesis

import "runtime/debug"

// build is the version that the linker is given, where the build knows it better than Go does: in an image, which has
// no repository.
var build string

// Unversioned is the version of a build that does not know its own.
const Unversioned = "(devel)"

// Version is the version of this program: the tag or commit that it was built from, as far as the build knows.
func Version() string {
	if build != "" {
		return build
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return Unversioned
}
