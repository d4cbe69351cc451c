//go:build ignore

package import_os

import (
	"os" // want import.forbidden: can't import "os"
	"unsafe" // want import.forbidden: can't import "unsafe"
	"../../internal/config" // want import.forbidden: can't import
	"C" // want import.forbidden: can't import "C"

	. "math" // want import.name: can't be renamed
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	os.Exit(1)
}
