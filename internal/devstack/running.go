package devstack

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Running is what a running up publishes for other processes: where its parts listen, and which of them are still
// starting. It is kept in <data>/running.json while up runs. Other commands read it to find the system even if its
// ports are not the default ones; the gateway shows Starting on the page.
type Running struct {
	PID         int        `json:"pid"`
	World       string     `json:"world"`
	HTTP        string     `json:"http"` // URL of the gateway
	Redis       string     `json:"redis"`
	Temporal    string     `json:"temporal"`
	TemporalUI  string     `json:"temporal_ui"`
	StartedAt   time.Time  `json:"started_at"`
	Starting    []Starting `json:"starting"`
	ModelServer string     `json:"model_server,omitempty"` // ollama or synth
}

// Starting is a part that does not work yet.
type Starting struct {
	Part  string    `json:"part"`
	Text  string    `json:"text"` // what is being done, for people
	Since time.Time `json:"since"`
}

func runningPath(data string) string { return filepath.Join(data, "running.json") }

// ReadRunning returns what the up that runs on a data folder has published. ok is false if none runs.
func ReadRunning(data string) (r Running, ok bool) {
	text, err := os.ReadFile(runningPath(data))
	if err != nil || json.Unmarshal(text, &r) != nil || !alive(r.PID) {
		return Running{}, false
	}
	return r, true
}

// publish replaces the file atomically, so that no reader sees half of it.
func (s *stack) publish(starting ...Starting) error {
	r := Running{
		PID: os.Getpid(), World: s.Settings.World, HTTP: s.url(), StartedAt: s.began.UTC(), Starting: starting,
		Redis: s.redisAddress(), Temporal: s.temporalAddress(), TemporalUI: s.temporalUI(), ModelServer: s.llm.kind,
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("tell where the parts listen: %w", err)
	}
	path := runningPath(s.Settings.DataDir)
	// 0600 because the address of Redis may contain a password.
	if err := disk.Write(path, text, 0o600); err != nil {
		return fmt.Errorf("tell where the parts listen: %w", err)
	}
	return nil
}
