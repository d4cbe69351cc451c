//go:build ignore

package import_os

import (
	"../../internal/config" // want import.forbidden: can't import
	"C"                     // want import.forbidden: can't import "C"
	"os"                    // want import.forbidden: can't import "os"
	"unsafe"                // want import.forbidden: can't import "unsafe"

	"github.com/ai-genesis/ai-genesis/engine/trait"
	. "math" // want import.name: can't be renamed
)

func Execute(m *trait.Molbot) {
	os.Exit(1)
}
