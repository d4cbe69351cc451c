package host

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

// TestEdgeOfTheWorld: the setting reaches the parameters of a new world.
func TestEdgeOfTheWorld(t *testing.T) {
	for edge, want := range map[string]float64{"torus": 0, "walls": 1} {
		if got := paramSettings(config.Settings{WorldEdge: edge})["world_walls"]; got != want {
			t.Errorf("%s: world_walls is %v", edge, got)
		}
	}
}
