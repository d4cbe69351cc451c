package llm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"

	"github.com/ai-genesis/ai-genesis"
)

// modelInfo is what the server tells of a model, and what its answers have told.
type modelInfo struct {
	read    time.Time
	thinks  bool
	levels  bool    // it thinks more or less, but always, as gpt-oss does
	context int     // longest context that it was trained for [tokens], 0: unknown
	weights float64 // number of its parameters, 0: unknown
	ratio   float64 // greatest number of tokens for a byte of a prompt seen so far
}

const (
	factsTTL = 10 * time.Minute // a model may be replaced under its name
	// the prompts fit; a change of num_ctx makes Ollama load the model anew, so there are few values
	minCtx          = 8192
	maxCtx          = 65536
	thoughts        = 4096 // room for thoughts where they help [tokens]
	few             = 1024 // where a model can't go without
	small           = 1e9  // weights, below which a model that has not ended after half of the room never will
	minAnswerTokens = 400  // tokens that the shortest useful program takes
)

// modelInfo asks the server about a model. What it does not tell stays unknown; a question fails by itself if need be.
func (c *Client) modelInfo(ctx context.Context, name string) *modelInfo {
	c.mu.Lock()
	f := c.known[name]
	if f == nil {
		f = &modelInfo{}
		c.known[name] = f
	}
	stale := time.Since(f.read) > factsTTL
	c.mu.Unlock()
	if !stale {
		return f
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	shown, err := c.over(c.transport).Show(ctx, &api.ShowRequest{Model: name})
	if err != nil {
		return f
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	f.read = time.Now()
	f.thinks = slices.Contains(shown.Capabilities, model.CapabilityThinking)
	for key, v := range shown.ModelInfo {
		n, ok := v.(float64)
		switch {
		case ok && strings.HasSuffix(key, ".context_length"):
			f.context = int(n)
		case ok && key == "general.parameter_count":
			f.weights = n
		case key == "general.architecture" && fmt.Sprint(v) == "gptoss":
			f.levels = true
		}
	}
	f.levels = f.levels || strings.HasPrefix(name, "gpt-oss")
	return f
}

// request is how a question is asked.
type request struct {
	think   *api.ThinkValue // nil: the server is not told
	prompt  int             // tokens of the prompt, as counted beforehand
	tokens  int             // num_predict
	context int             // num_ctx
}

// resolve sizes a question by the model and the length of the prompt.
func (f *modelInfo) resolve(p Prompt) (request, error) {
	s := request{prompt: f.count(p.bytes()), tokens: p.MaxTokens}
	if f.weights > 0 && f.weights < small {
		s.tokens = max(p.MaxTokens/2, minAnswerTokens)
	}
	switch {
	case f.thinks && f.levels && p.Think:
		s.think, s.tokens = &api.ThinkValue{Value: "medium"}, s.tokens+thoughts
	case f.thinks && f.levels:
		s.think, s.tokens = &api.ThinkValue{Value: "low"}, s.tokens+few
	case f.thinks && p.Think:
		s.think, s.tokens = &api.ThinkValue{Value: true}, s.tokens+thoughts
	case f.thinks:
		s.think = &api.ThinkValue{Value: false}
	}
	s.fit(f)
	if f.context > 0 && s.context-s.prompt < minAnswerTokens {
		return s, &Error{Kind: genesis.FailContextTooLong, Message: fmt.Sprintf(
			"the prompt has about %d tokens, and the model's context is %d: choose a model with a longer one", s.prompt,
			f.context,
		)}
	}
	return s, nil
}

// fit chooses the context, and cuts the room for the answer where the model has no more.
func (s *request) fit(f *modelInfo) {
	for s.context = minCtx; s.context < s.prompt+s.tokens && s.context < maxCtx; {
		s.context *= 2
	}
	if f.context > 0 && s.context > f.context {
		s.context = f.context
	}
	s.tokens = min(s.tokens, max(s.context-s.prompt, minAnswerTokens))
}

// count guesses the tokens of a prompt: by those of earlier prompts, else three bytes each, which is less than any
// model takes for English and Go.
func (f *modelInfo) count(bytes int) int {
	ratio := 1.0 / 3
	if f.ratio > 0 {
		ratio = min(1.1*f.ratio, 1.1)
	}
	return int(float64(bytes)*ratio) + 64
}

// minContext is below every context that a server gives to a model. A smaller count is that of a server which counts
// only what it has not read before.
const minContext = 512 // [tokens]

// checkCut notices a prompt of which the server has read a part only, by what it took for a byte of earlier ones. A
// server that has read a prompt before may count less, so a count below minContext says nothing.
func (c *Client) checkCut(a Answer, p Prompt, how request) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, bytes := c.known[p.modelOr(c.model)], float64(p.bytes()-len(p.Schema)) // a schema is no part of the prompt
	if a.Prompt < minContext || f == nil || bytes < 1000 {
		return nil
	}
	ratio := float64(a.Prompt) / bytes
	if ratio >= 1.0/10 && (f.ratio == 0 || ratio > 0.6*f.ratio) && a.Prompt < how.context {
		f.ratio = max(f.ratio, ratio)
		return nil
	}
	return &Error{Kind: genesis.FailContextTooLong, Message: fmt.Sprintf(
		"the server cut the prompt: it read %d tokens of about %d. Its context is too short: set OLLAMA_CONTEXT_LENGTH of "+
			"the server "+
			"to %d or more, or choose a model with a longer one",
		a.Prompt,
		max(how.prompt, int(bytes*f.ratio)),
		how.context,
	)}
}

func (p Prompt) modelOr(other string) string {
	if p.Model != "" {
		return p.Model
	}
	return other
}
