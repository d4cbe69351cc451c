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

// modelInfo is what the server reports about a model and what its answers have shown.
type modelInfo struct {
	read    time.Time
	thinks  bool
	levels  bool    // it always thinks, at a selectable level, as gpt-oss does
	context int     // longest context that the model supports [tokens], 0 if unknown
	weights float64 // number of parameters, 0 if unknown
	ratio   float64 // largest number of tokens per byte of a prompt so far
}

const (
	factsTTL = 10 * time.Minute // a model may be replaced under the same name
	// All prompts fit. Few values are used, because Ollama reloads a model when num_ctx changes.
	minCtx          = 8192
	maxCtx          = 65536
	thoughts        = 4096 // extra tokens for thoughts where they help the answer
	few             = 1024 // extra tokens for thoughts that the model cannot leave out
	small           = 1e9  // parameters; a smaller model that has not finished within half of the tokens never does
	minAnswerTokens = 400  // tokens of the shortest useful program
)

// modelInfo asks the server about a model. Whatever the server does not report stays unknown.
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

// request holds the options of a question.
type request struct {
	think   *api.ThinkValue // nil leaves the option out
	prompt  int             // estimated tokens of the prompt
	tokens  int             // num_predict
	context int             // num_ctx
}

// resolve chooses the options of a question for the model and the length of the prompt. It fails if the prompt leaves
// no room for an answer.
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

// fit chooses the size of the context, and reduces the tokens of the answer if the model has no larger one.
func (s *request) fit(f *modelInfo) {
	for s.context = minCtx; s.context < s.prompt+s.tokens && s.context < maxCtx; {
		s.context *= 2
	}
	if f.context > 0 && s.context > f.context {
		s.context = f.context
	}
	s.tokens = min(s.tokens, max(s.context-s.prompt, minAnswerTokens))
}

// count estimates the tokens of a prompt: from earlier prompts, or else as one for three bytes, which is more than any
// model needs for English and Go.
func (f *modelInfo) count(bytes int) int {
	ratio := 1.0 / 3
	if f.ratio > 0 {
		ratio = min(1.1*f.ratio, 1.1)
	}
	return int(float64(bytes)*ratio) + 64
}

// minContext is smaller than any context that a server gives a model. A smaller token count comes from a server that
// counts only the part of a prompt that it has not cached.
const minContext = 512 // [tokens]

// checkCut detects a prompt that the server has truncated, from the number of tokens per byte of earlier prompts. A
// count below minContext proves nothing, because a server may not count the cached part of a prompt. Some servers
// truncate silently, and an answer to half a prompt looks like that of a bad model.
func (c *Client) checkCut(a Answer, p Prompt, how request) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, bytes := c.known[p.modelOr(c.model)], float64(p.bytes()-len(p.Schema)) // the schema is not part of the prompt
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
