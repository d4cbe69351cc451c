// Package llm asks a language model over Ollama's HTTP API and sorts what can go wrong into the kinds that a cycle tells
// apart. It never retries: Temporal does. It knows nothing of worlds and traits; the prompts do.
package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/ai-genesis/ai-genesis"
)

// Client asks one model of one server.
type Client struct {
	base      *url.URL
	transport http.RoundTripper
	model     string
	address   string
	gap       time.Duration // longest silence between two tokens
}

// Limits of an answer. A trait may be 16 KiB; what is longer than 64 KiB is a model that has lost its way.
const (
	maxAnswer  = 64 << 10
	contextLen = 8192 // tokens: the API list, examples and a repair fit in half of it
	silence    = 45 * time.Second
)

// New returns a client for a model of the Ollama server at base.
func New(base, model string) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "address of the model server %q: %v", base, err)
	}
	return &Client{base: u, transport: otelhttp.NewTransport(http.DefaultTransport), model: model, address: base, gap: silence}, nil
}

// over is the API through a transport.
func (c *Client) over(t http.RoundTripper) *api.Client {
	return api.NewClient(c.base, &http.Client{Transport: t})
}

// Model is the name of the model that is asked for.
func (c *Client) Model() string { return c.model }

// Prompt is one question.
type Prompt struct {
	Model        string // another model of the server than the client's own
	System, User string
	Schema       json.RawMessage // of the answer; nil for plain text
	Seed         int             // the same seed and prompt give the same answer
	Temperature  float64
	MaxTokens    int
	Again        []Turn // answers to it that could not be used, oldest first
}

// Turn is an answer that could not be used, and what the model is told of it.
type Turn struct{ Said, Reply string }

// Text is all that the model is told, for people to read.
func (p Prompt) Text() string {
	text := p.System + "\n---\n" + p.User
	for _, t := range p.Again {
		text += "\n--- answered\n" + t.Said + "\n--- told\n" + t.Reply
	}
	return text
}

// Answer is what the model said.
type Answer struct {
	Text  string
	Model string // as the server names it
}

// Chat asks the model and waits for the whole answer, calling onToken with each part of it. Its errors are *Error, but
// for the end of ctx.
func (c *Client) Chat(ctx context.Context, p Prompt, onToken func(part string)) (Answer, error) {
	watched, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var text strings.Builder
	answer, done := Answer{Model: cmp.Or(p.Model, c.model)}, false
	dog := time.AfterFunc(time.Hour, func() { stop(errSilent) }) // armed by the first token: loading a model takes minutes
	defer dog.Stop()
	reason, heard := "", &tap{RoundTripper: c.transport}
	err := c.over(heard).Chat(watched, c.request(p), func(r api.ChatResponse) error {
		dog.Reset(c.gap)
		text.WriteString(r.Message.Content)
		if text.Len() > maxAnswer {
			return &Error{Kind: genesis.FailLLMRubbish, Message: fmt.Sprintf("the answer is longer than %d bytes", maxAnswer)}
		}
		if r.Model != "" {
			answer.Model = r.Model
		}
		done, reason = r.Done, r.DoneReason
		onToken(r.Message.Content)
		return nil
	})
	answer.Text = text.String()
	switch {
	case ctx.Err() != nil:
		return answer, ctx.Err()
	case context.Cause(watched) == errSilent: //nolint:errorlint // the very value that the watchdog set
		return answer, errSilent
	case err != nil:
		return answer, c.sort(err, answer.Model, text.Len() > 0)
	case !done && heard.whole && text.Len() > 0:
		return answer, &Error{Kind: genesis.FailLLMRubbish, Message: "the server gave the answer up, as Ollama does when a model repeats itself"}
	case !done:
		return answer, &Error{Kind: genesis.FailLLMAbsent, Message: "the answer broke off: the server ended it without an end"}
	case reason == "length":
		return answer, &Error{Kind: genesis.FailLLMRubbish, Message: "the answer was cut off at its limit of tokens"}
	}
	return answer, nil
}

func (c *Client) request(p Prompt) *api.ChatRequest {
	no := false
	messages := []api.Message{{Role: "system", Content: p.System}, {Role: "user", Content: p.User}}
	for _, t := range p.Again {
		messages = append(messages, api.Message{Role: "assistant", Content: t.Said}, api.Message{Role: "user", Content: t.Reply})
	}
	return &api.ChatRequest{
		Model:    cmp.Or(p.Model, c.model),
		Messages: messages,
		Format:   p.Schema, Truncate: &no, Shift: &no,
		Options: map[string]any{
			"seed": p.Seed, "temperature": p.Temperature, "num_predict": p.MaxTokens, "num_ctx": contextLen,
		},
	}
}

// Answers reports whether a server answers on Ollama's API within a second.
func (c *Client) Answers(ctx context.Context) bool {
	ctx, stop := context.WithTimeout(ctx, time.Second)
	defer stop()
	_, err := c.over(c.transport).Version(ctx)
	return err == nil
}
