//go:build ignore

// want: import.forbidden
package import_net

import (
	"net"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	net.Dial("tcp", "example.com:80")
}
