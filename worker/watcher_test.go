package worker

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/evolution"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

func defaults(t *testing.T) config.Settings {
	t.Helper()
	s, err := config.Load(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestThresholds: the thresholds of the watcher are the settings, each in its place.
func TestThresholds(t *testing.T) {
	if got, want := thresholds(defaults(t)), (evolution.Thresholds{Deaths: 0.30, Growth: 2, Depth: 5}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
