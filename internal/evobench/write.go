package evobench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/internal/synth"
)

// writer asks synth for plans and programs with the prompts of a real cycle, through its HTTP protocol but without a
// network.
type writer struct{ model *api.Client }

func newWriter(seed uint64, effort float64) (*writer, error) {
	base, err := url.Parse("http://synth.invalid")
	if err != nil {
		return nil, err
	}
	handler := synth.Handler(synth.Options{Seed: seed, Effort: effort})
	return &writer{api.NewClient(base, &http.Client{Transport: direct{handler}})}, nil
}

// direct passes requests to a handler in this process.
type direct struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &answer{header: http.Header{}, status: http.StatusOK}
	d.handler.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Status: http.StatusText(w.status), Header: w.header, Request: r,
		Body: io.NopCloser(&w.body)}, r.Context().Err()
}

// answer records a handler's response.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// chat sends one pair of prompts.
func (w *writer) chat(ctx context.Context, system, user string, format json.RawMessage) (string, error) {
	stream := false
	in := &api.ChatRequest{Model: synth.Model, Stream: &stream, Format: format, Messages: []api.Message{
		{Role: "system", Content: system}, {Role: "user", Content: user}}}
	var b strings.Builder
	err := w.model.Chat(ctx, in, func(r api.ChatResponse) error { b.WriteString(r.Message.Content); return nil })
	return b.String(), err
}

// plan asks the architect. It must not change the world's parameters here: more food, for example, would favor every
// arm.
func (w *writer) plan(ctx context.Context, p prompts.Plan) (plan genesis.EvolutionPlan, err error) {
	system, user, err := prompts.PlanPrompt("", p)
	if err != nil {
		return plan, err
	}
	text, err := w.chat(ctx, system, user, traitsOnly)
	if err != nil {
		return plan, err
	}
	if err := json.Unmarshal([]byte(text), &plan); err != nil {
		return plan, fmt.Errorf("read the plan: %w", err)
	}
	return plan, nil
}

var traitsOnly = json.RawMessage(strings.Replace(string(prompts.PlanSchema()), `,"adjust_params"`, "", 1))

// code asks the coder and completes its answer to a file.
func (w *writer) code(ctx context.Context, plan genesis.EvolutionPlan, c prompts.Code) ([]byte, error) {
	line, err := json.Marshal(plan)
	if err != nil {
		return nil, err
	}
	c.Plan, c.Trait, c.Action = string(line), plan.TraitName, plan.ActionType
	system, user, err := prompts.CodePrompt("", c)
	if err != nil {
		return nil, err
	}
	text, err := w.chat(ctx, system, user, nil)
	if err != nil {
		return nil, err
	}
	body := strings.TrimSpace(strings.Trim(strings.TrimPrefix(strings.TrimSpace(text), "```go"), "`\n"))
	head := fmt.Sprintf("//go:build ignore\n\n// It is of cycle %s.\npackage %s\n\nimport ", c.CycleID, plan.TraitName)
	if strings.Contains(body, "math.") {
		return []byte(head + "(\n\t\"math\"\n\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n\n" + body + "\n"), nil
	}
	return []byte(head + "\"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n" + body + "\n"), nil
}
