package sandbox

import "go/format"

// Mend repairs what can be repaired mechanically without changing what the program means, and lists what it did.
func Mend(source []byte) (mended []byte, mends []string) {
	out, err := format.Source(source)
	if err != nil || string(out) == string(source) {
		return source, nil
	}
	return out, []string{"formatted as gofmt does"}
}
