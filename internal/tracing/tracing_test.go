package tracing

import (
	"log/slog"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

func TestCollector(t *testing.T) {
	for endpoint, want := range map[string]string{
		"http://127.0.0.1:4318": "http://127.0.0.1:4318/v1/traces", "https://otel.example/": "https://otel.example/v1/traces",
		"http://h:1/custom": "http://h:1/custom", "127.0.0.1:4318": "", "grpc://h:4317": "", "http://": "",
	} {
		got, err := collector(endpoint)
		if got != want || (want == "") != (genesis.CodeOf(err) == genesis.CodeInvalid) {
			t.Errorf("%s: %q, %v", endpoint, got, err)
		}
	}
}

func TestNothingIsTracedWithoutACollector(t *testing.T) {
	stop, err := Start(t.Context(), config.Settings{}, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if list := Interceptors(config.Settings{}); len(list) != 0 {
		t.Errorf("%d interceptors", len(list))
	}
}
