// Package llm asks a language model through Ollama's HTTP API and classifies failures into the kinds that a cycle
// handles differently. It never retries, because Temporal does. It knows nothing about worlds and traits.
package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/ai-genesis/ai-genesis"
)

// Client asks the models of one server.
type Client struct {
	base      *url.URL
	transport http.RoundTripper
	model     string
	address   string
	limits    Limits

	mu    sync.Mutex
	known map[string]*modelInfo
}

// maxAnswer is the size limit of an answer [bytes]. A trait has at most 16 KiB; a model that writes more than 64 KiB is
// running on aimlessly.
const maxAnswer = 64 << 10

// Limits bound the time of an answer. The limit for a whole answer also depends on the speed at which the model writes.
type Limits struct {
	First time.Duration // until the first token, while the model is loaded and reads the prompt
	Gap   time.Duration // between two tokens
	Total time.Duration // for the whole answer, however slow the model is
}

// LimitsOf derives the limits from the setting llm_timeout_sec, 120 by default. With that, a processor that reads 10
// tokens a second may take six minutes for the longest prompt, and one that writes a token a second may take an hour
// for the longest answer.
func LimitsOf(timeout time.Duration) Limits {
	timeout = max(timeout, time.Second)
	return Limits{First: 3 * timeout, Gap: max(timeout/2, time.Second), Total: 30 * timeout}
}

// New returns a client for a model of the Ollama server at base.
func New(base, model string, limits Limits) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "address of the model server %q: %v", base, err)
	}
	return &Client{
		base: u, transport: otelhttp.NewTransport(http.DefaultTransport), model: model, address: u.Redacted(), limits: limits,
		known: map[string]*modelInfo{},
	}, nil
}

// over returns an API client that uses the transport t.
func (c *Client) over(t http.RoundTripper) *api.Client {
	return api.NewClient(c.base, &http.Client{Transport: t})
}

// Model is the name of the client's default model.
func (c *Client) Model() string { return c.model }

// Prompt is a question to a model.
type Prompt struct {
	Model        string // "" for the client's default model
	System, User string
	Schema       json.RawMessage // of the answer; nil means plain text
	Seed         int             // the same seed and prompt produce the same answer
	Temperature  float64
	MaxTokens    int    // of the answer, not counting thoughts
	Think        bool   // thoughts help the answer; otherwise the model is told not to think if it can
	Again        []Turn // earlier answers that could not be used, oldest first
}

// Turn is an answer that could not be used and the reply to it.
type Turn struct{ Said, Reply string }

// Text returns everything that the model is told, for people to read.
func (p Prompt) Text() string {
	text := p.System + "\n---\n" + p.User
	for _, t := range p.Again {
		text += "\n--- answered\n" + t.Said + "\n--- told\n" + t.Reply
	}
	return text
}

func (p Prompt) bytes() int {
	n := len(p.System) + len(p.User) + len(p.Schema)
	for _, t := range p.Again {
		n += len(t.Said) + len(t.Reply)
	}
	return n
}

// Answer is the answer of a model.
type Answer struct {
	Text     string
	Thoughts string
	Model    string // as the server names it
	Tokens   int    // of the answer and the thoughts, as counted by the server
	Prompt   int    // tokens of the prompt, as counted by the server
	Rate     float64
}

// Chat asks the model and waits for the whole answer. It calls onPart with each part. If a model thinks until no tokens
// are left for the answer, Chat asks once more, without thoughts or with twice the tokens. Except when ctx ends, errors
// are of type *Error.
func (c *Client) Chat(ctx context.Context, p Prompt, onPart func(Part)) (Answer, error) {
	f := c.modelInfo(ctx, cmp.Or(p.Model, c.model))
	c.mu.Lock()
	how, err := f.resolve(p)
	c.mu.Unlock()
	if err != nil {
		return Answer{Model: cmp.Or(p.Model, c.model)}, err
	}
	answer, err := c.chat(ctx, p, how, onPart)
	if e, ok := errors.AsType[*Error](err); ok {
		switch {
		case e.unthinking: // the server does not support the option for this model
			c.mu.Lock()
			f.thinks, how.think = false, nil
			c.mu.Unlock()
		case e.thoughtful && how.think != nil && how.think.Value == true:
			how.think = &api.ThinkValue{Value: false}
		case e.thoughtful:
			how.tokens *= 2
			how.fit(f)
		default:
			return answer, err
		}
		return c.chat(ctx, p, how, onPart)
	}
	return answer, err
}

// chat asks once.
func (c *Client) chat(ctx context.Context, p Prompt, how request, onPart func(Part)) (Answer, error) {
	w, watched, stop := c.watch(ctx, how, onPart)
	defer stop()
	answer := Answer{Model: cmp.Or(p.Model, c.model)}
	var text, thoughts strings.Builder
	done, reason, tapped := false, "", &tap{RoundTripper: c.transport}
	err := c.over(tapped).Chat(watched, c.request(p, how), func(r api.ChatResponse) error {
		text.WriteString(r.Message.Content)
		thoughts.WriteString(r.Message.Thinking)
		if text.Len()+thoughts.Len() > maxAnswer*2 || text.Len() > maxAnswer {
			return &Error{Kind: genesis.FailLLMMalformed, Message: fmt.Sprintf("the answer is longer than %d bytes", maxAnswer)}
		}
		answer.Model = cmp.Or(r.Model, answer.Model)
		if done, reason = r.Done, r.DoneReason; done {
			answer.Tokens, answer.Prompt = r.EvalCount, r.PromptEvalCount
			if r.EvalDuration > 0 {
				answer.Rate = float64(r.EvalCount) / r.EvalDuration.Seconds()
			}
		}
		w.token(r.Message.Content, r.Message.Thinking != "")
		return nil
	})
	answer.Text, answer.Thoughts = text.String(), thoughts.String()
	late, isLate := errors.AsType[*Error](context.Cause(watched))
	switch {
	case ctx.Err() != nil:
		return answer, ctx.Err()
	case isLate:
		return answer, late
	case err != nil:
		return answer, c.sort(err, answer.Model, text.Len()+thoughts.Len() > 0)
	case !done && tapped.whole && text.Len() > 0:
		return answer, &Error{
			Kind: genesis.FailLLMMalformed, Message: "the server gave the answer up, as Ollama does when a model repeats itself",
		}
	case !done:
		return answer, &Error{
			Kind: genesis.FailLLMAbsent, Message: "the answer broke off: the server ended it without an end",
		}
	}
	if err := c.checkCut(answer, p, how); err != nil {
		return answer, err
	}
	return answer, ended(answer, reason, how)
}

// ended returns an error if an answer ended abnormally.
func ended(a Answer, reason string, how request) error {
	thinking := strings.TrimSpace(a.Text) == "" && a.Thoughts != "" || openThought(a.Text)
	switch {
	case thinking && (reason == "length" || strings.TrimSpace(a.Text) == ""):
		return &Error{Kind: genesis.FailLLMMalformed, thoughtful: true,
			Message: fmt.Sprintf("the model thought for all of its %d tokens and wrote no answer", how.tokens)}
	case reason == "length":
		return &Error{
			Kind: genesis.FailLLMMalformed, Message: fmt.Sprintf("the answer was cut off at its limit of %d tokens", how.tokens),
		}
	}
	return nil
}

// openThought reports whether a text begins with a thought that does not end.
func openThought(s string) bool {
	return strings.HasPrefix(strings.TrimSpace(s), "<think") && !strings.Contains(s, "</think")
}

func (c *Client) request(p Prompt, how request) *api.ChatRequest {
	no := false
	messages := []api.Message{{Role: "system", Content: p.System}, {Role: "user", Content: p.User}}
	for _, t := range p.Again {
		messages = append(messages, api.Message{Role: "assistant", Content: t.Said},
			api.Message{Role: "user", Content: t.Reply})
	}
	return &api.ChatRequest{
		Model: cmp.Or(p.Model, c.model), Messages: messages, Format: p.Schema, Think: how.think, Truncate: &no, Shift: &no,
		Options: map[string]any{
			"seed": p.Seed, "temperature": p.Temperature, "num_predict": how.tokens, "num_ctx": how.context,
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
