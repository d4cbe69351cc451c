// Command ollama stands in for Ollama in the check of the containers: list, show, pull and serve, on Ollama's API. What
// a model says comes from genesis synth, which runs beside it. Files in /root/.ollama say what it does: models/NAME is
// a model that was pulled, offline makes every pull fail as without internet, seconds has how long a pull takes (600 if
// it is not there), which may change while it runs.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	home  = "/root/.ollama"
	synth = "127.0.0.1:11435"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == "serve":
		err = serve()
	case len(os.Args) == 2 && os.Args[1] == "list":
		err = ask(http.MethodGet, "/api/tags", nil)
	case len(os.Args) == 3 && (os.Args[1] == "show" || os.Args[1] == "pull"):
		err = ask(http.MethodPost, "/api/"+os.Args[1], map[string]string{"model": os.Args[2]})
	default:
		err = fmt.Errorf("this stand-in of Ollama can serve, list, show MODEL and pull MODEL")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

// ask is the client.
func ask(method, path string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	host := strings.TrimPrefix(strings.Replace(os.Getenv("OLLAMA_HOST"), "0.0.0.0", "127.0.0.1", 1), "http://")
	req, err := http.NewRequest(method, "http://"+host+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		fmt.Println(lines.Text())
		if strings.Contains(lines.Text(), `"error"`) {
			return fmt.Errorf("%s", lines.Text())
		}
	}
	return nil
}

func serve() error {
	model := exec.Command("genesis", "synth", "--addr", synth)
	model.Stdout, model.Stderr = os.Stdout, os.Stderr
	model.Env = append(os.Environ(), "GENESIS_SEED=7")
	if err := model.Start(); err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	go func() { <-stop; _ = model.Process.Kill(); os.Exit(0) }()
	inner := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: synth})
	inner.FlushInterval = -1
	inner.ModifyResponse = named
	mux := http.NewServeMux()
	mux.Handle("/", inner)
	mux.HandleFunc("GET /api/tags", func(w http.ResponseWriter, _ *http.Request) {
		models := []map[string]any{}
		for _, name := range pulled() {
			models = append(models,
				map[string]any{"name": name, "model": name, "size": 4 << 30, "digest": strings.Repeat("a", 64)})
		}
		answer(w, http.StatusOK, map[string]any{"models": models})
	})
	for _, path := range []string{"/api/show", "/api/chat", "/api/generate"} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			text, name := read(r)
			if !has(name) {
				answer(w, http.StatusNotFound, map[string]string{"error": fmt.Sprintf("model '%s' not found", name)})
				return
			}
			text = bytes.Replace(text, []byte(`"model":"`+name+`"`), []byte(`"model":"synth"`), 1)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
			r.Header.Set(asked, name)
			inner.ServeHTTP(w, r)
		})
	}
	mux.HandleFunc("POST /api/pull", pull)
	return http.ListenAndServe(":11434", mux)
}

// pull shows its progress as Ollama does, and leaves the model unless it is interrupted.
func pull(w http.ResponseWriter, r *http.Request) {
	_, name := read(r)
	line := func(v any) { _ = json.NewEncoder(w).Encode(v); w.(http.Flusher).Flush() }
	line(map[string]any{"status": "pulling manifest"})
	if exists("offline") {
		line(
			map[string]any{
				"error": `pull model manifest: Get "https://registry.ollama.ai/v2/library/llama3/manifests/8b": dial tcp: lookup registry.ollama.ai: no such host`,
			},
		)
		return
	}
	const total = 4_661_211_808
	for began := time.Now(); ; {
		seconds := 600.0
		if text, err := os.ReadFile(filepath.Join(home, "seconds")); err == nil {
			_, _ = fmt.Sscan(string(text), &seconds)
		}
		done := time.Since(began).Seconds() / seconds
		line(
			map[string]any{
				"status": "pulling 6a0746a1ec1a", "digest": "sha256:" + strings.Repeat("6", 64), "total": total,
				"completed": int64(min(done, 1) * total),
			},
		)
		if done >= 1 {
			break
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
	if err := errors.Join(os.MkdirAll(filepath.Join(home, "models"), 0o755), os.WriteFile(filepath.Join(home, "models",
		name), nil, 0o644)); err != nil {
		line(map[string]any{"error": err.Error()})
		return
	}
	line(map[string]any{"status": "success"})
}

// asked is the header by which named knows which model was asked.
const asked = "X-Asked-Model"

// named has an answer come from the model that was asked, line by line as the answer comes.
func named(r *http.Response) error {
	name := r.Request.Header.Get(asked)
	if name == "" {
		return nil
	}
	from := r.Body
	out, in := io.Pipe()
	go func() {
		defer from.Close()
		lines := bufio.NewReader(from)
		for {
			line, err := lines.ReadBytes('\n')
			_, wrong := in.Write(bytes.Replace(line, []byte(`"model":"synth"`), []byte(`"model":"`+name+`"`), 1))
			if err = errors.Join(err, wrong); err != nil {
				_ = in.Close()
				return
			}
		}
	}()
	r.Body, r.ContentLength = out, -1
	r.Header.Del("Content-Length")
	return nil
}

func read(r *http.Request) (text []byte, model string) {
	text, _ = io.ReadAll(r.Body)
	var asked struct{ Model, Name string }
	_ = json.Unmarshal(text, &asked)
	if asked.Model == "" {
		asked.Model = asked.Name
	}
	return text, asked.Model
}

func pulled() (names []string) {
	entries, _ := os.ReadDir(filepath.Join(home, "models"))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func has(model string) bool { return model != "" && exists("models/"+model) }

func exists(name string) bool {
	_, err := os.Stat(filepath.Join(home, name))
	return err == nil
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
