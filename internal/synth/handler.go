package synth

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
)

// Model is the name of the only model that synth serves.
const Model = "synth"

// version is the answer of GET /api/version: the version of Ollama's API that synth implements.
const version = "0.17.4"

// maxBody is the size limit of a request.
const maxBody = 4 << 20

// Handler serves Ollama's HTTP API: version, tags, ps, show, chat and generate.
func Handler(o Options) http.Handler {
	s := newSynth(o)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "Ollama is running") })
	mux.HandleFunc("GET /api/version", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]string{"version": version})
	})
	mux.HandleFunc("GET /api/tags", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, api.ListResponse{Models: []api.ListModelResponse{
			{Name: Model, Model: Model, Details: details, ModifiedAt: time.Unix(0, 0).UTC()}}})
	})
	mux.HandleFunc("GET /api/ps", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, api.ProcessResponse{Models: []api.ProcessModelResponse{}})
	})
	mux.HandleFunc("POST /api/show", show)
	mux.HandleFunc("POST /api/chat", s.chat)
	mux.HandleFunc("POST /api/generate", s.generate)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "synth has no "+r.Method+" "+r.URL.Path)
	})
	return recoverDefect(mux, s.Log)
}

// recoverDefect answers with an error if a handler panics. A closed connection would look to the client as if the model
// were absent.
func recoverDefect(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			defect := recover()
			if defect == nil {
				return
			}
			if err, ok := defect.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(defect)
			}
			log.Error("synth failed", "path", r.URL.Path, "defect", defect, "stack", string(debug.Stack()))
			refuse(w, http.StatusInternalServerError, "synth failed on this request; its log says where")
		}()
		h.ServeHTTP(w, r)
	})
}

var details = api.ModelDetails{Format: "go", Family: "genetic-programming", Families: []string{"genetic-programming"}}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // an error means that the client has disconnected
}

// refuse answers with an error in Ollama's format.
func refuse(w http.ResponseWriter, status int, message string) {
	reply(w, status, map[string]string{"error": message})
}

// decode reads the request into v. On failure it answers with an error and returns false.
func decode(w http.ResponseWriter, r *http.Request, v any) bool {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(v)
	if err == nil {
		return true
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("request is over %d bytes", tooLarge.Limit))
		return false
	}
	refuse(w, http.StatusBadRequest, err.Error())
	return false
}

// known reports whether the request is for synth's model. If not, it answers with an error.
func known(w http.ResponseWriter, model string) bool {
	switch strings.TrimSuffix(model, ":latest") {
	case Model:
		return true
	case "":
		refuse(w, http.StatusBadRequest, "model is required")
	default:
		refuse(w, http.StatusNotFound, fmt.Sprintf("model %q not found, try pulling it first", model))
	}
	return false
}

func show(w http.ResponseWriter, r *http.Request) {
	var in api.ShowRequest
	if !decode(w, r, &in) {
		return
	}
	if in.Model == "" {
		in.Model = in.Name //nolint:staticcheck // older clients send it
	}
	if known(w, in.Model) {
		reply(w, http.StatusOK, api.ShowResponse{Details: details, ModelInfo: map[string]any{},
			Modelfile: "# genetic programming over the trait API; no weights\n", ModifiedAt: time.Unix(0, 0).UTC()})
	}
}

func (s *synth) chat(w http.ResponseWriter, r *http.Request) {
	var in api.ChatRequest
	if !decode(w, r, &in) || !known(w, in.Model) {
		return
	}
	out := writer{w: w, stream: in.Stream == nil || *in.Stream, limit: tokenLimit(in.Options), began: time.Now()}
	out.form = func(text string, done bool, reason string, m api.Metrics) any {
		return api.ChatResponse{Model: in.Model, CreatedAt: time.Now().UTC(), Done: done, DoneReason: reason, Metrics: m,
			Message: api.Message{Role: "assistant", Content: text}}
	}
	if len(in.Messages) == 0 { // this is how Ollama's clients load a model
		out.finish("load")
		return
	}
	for _, m := range in.Messages {
		out.prompt += tokens(m.Content)
	}
	s.respond(r, &out, readChat(&in, s.Seed))
}

func (s *synth) generate(w http.ResponseWriter, r *http.Request) {
	var in api.GenerateRequest
	if !decode(w, r, &in) || !known(w, in.Model) {
		return
	}
	out := writer{w: w, stream: in.Stream == nil || *in.Stream, limit: tokenLimit(in.Options), began: time.Now()}
	out.form = func(text string, done bool, reason string, m api.Metrics) any {
		return api.GenerateResponse{Model: in.Model, CreatedAt: time.Now().UTC(), Done: done, DoneReason: reason, Metrics: m,
			Response: text}
	}
	if in.Prompt == "" {
		out.finish("load")
		return
	}
	out.prompt = tokens(in.System) + tokens(in.Prompt)
	s.respond(r, &out, readGenerate(&in, s.Seed))
}

func (s *synth) respond(r *http.Request, out *writer, what request) {
	text, err := s.answer(r.Context(), what)
	if err != nil {
		if r.Context().Err() == nil {
			s.Log.Error("no answer", "error", err)
			refuse(out.w, http.StatusInternalServerError, err.Error())
		}
		return
	}
	out.write(r.Context(), text)
}
