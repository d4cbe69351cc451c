package storm

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// model speaks Ollama's API and always answers well, so that no failure in a storm is the model's fault.
type model struct {
	url      string
	server   *http.Server
	plans    atomic.Int64
	programs atomic.Int64
}

func newModel() (*model, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the model: %w", err)
	}
	m := &model{url: "http://" + l.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/version", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"version":"0.17.4"}`) })
	mux.HandleFunc("/api/tags", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"models":[{"name":"llama3:8b","model":"llama3:8b"}]}`)
	})
	mux.HandleFunc("/api/chat", m.chat)
	m.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = m.server.Serve(l) }()
	return m, nil
}

func (m *model) close() { _ = m.server.Close() }

func (m *model) chat(w http.ResponseWriter, r *http.Request) {
	var asked struct{ Messages []struct{ Content string } }
	if json.NewDecoder(r.Body).Decode(&asked) != nil || len(asked.Messages) == 0 {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	time.Sleep(300 * time.Millisecond) // gives faults a chance to hit this step
	text := program(m.programs.Add(1))
	if strings.HasPrefix(asked.Messages[0].Content, "You are the Architect") {
		text = m.plan()
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"model": "llama3:8b", "message": map[string]string{"content": text},
		"done": true, "done_reason": "stop"})
}

// plan returns a plan for a new trait or, sometimes, for a change of a parameter that the storm's clients do not set.
func (m *model) plan() string {
	n := m.plans.Add(1)
	if n%5 == 0 {
		return fmt.Sprintf(`{"action_type":"adjust_params","description":"more food","params":{"resource_spawn_rate":%g}}`, 0.05+float64(n)/10_000)
	}
	return fmt.Sprintf(`{"action_type":"new_trait","trait_name":"seeker_%d","description":"seek the nearest food"}`, n%7)
}

// program returns a useful trait, a different one for each number.
func program(n int64) string {
	return fmt.Sprintf("func Execute(m *trait.Molbot) {\n\tif food, ok := m.NearestFood(%d); ok {\n"+
		"\t\tm.ThrustToward(food.DX, food.DY, 0.%d)\n\t}\n\tm.Eat()\n}",
		40+n%160, 500+n)
}
