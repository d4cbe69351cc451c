package synth

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
)

// chunk is how much text one line of a stream carries [bytes], some eight tokens.
const chunk = 32

// writer sends one answer, as a stream of lines or in one piece.
type writer struct {
	w      http.ResponseWriter
	form   func(text string, done bool, reason string, m api.Metrics) any // a line in the endpoint's form
	stream bool
	limit  int // tokens, 0 for none
	began  time.Time
	prompt int // tokens of the prompt
	sent   int // tokens
	whole  strings.Builder
	opened bool
}

// write sends text and the last line; it stops at once when ctx ends.
func (o *writer) write(ctx context.Context, text string) {
	reason := "stop"
	for len(text) > 0 {
		if ctx.Err() != nil {
			return
		}
		n := boundary(text, chunk)
		piece := text[:n]
		if text = text[n:]; o.limit > 0 && o.sent+tokens(piece) > o.limit {
			reason = "length"
			break
		}
		o.sent += tokens(piece)
		if !o.stream {
			o.whole.WriteString(piece)
		} else if !o.line(o.form(piece, false, "", api.Metrics{})) {
			return
		}
	}
	o.finish(reason)
}

// boundary is where to cut text near n without splitting a character.
func boundary(text string, n int) int {
	if n >= len(text) {
		return len(text)
	}
	for n > 1 && text[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

// finish sends the last line.
func (o *writer) finish(reason string) {
	took := time.Since(o.began)
	metrics := api.Metrics{TotalDuration: took, EvalDuration: took, PromptEvalCount: o.prompt, EvalCount: o.sent}
	last := o.form(o.whole.String(), true, reason, metrics)
	if !o.stream {
		reply(o.w, http.StatusOK, last)
		return
	}
	o.line(last)
}

func (o *writer) line(v any) bool {
	if !o.opened {
		o.opened = true
		o.w.Header().Set("Content-Type", "application/x-ndjson")
	}
	if err := json.NewEncoder(o.w).Encode(v); err != nil {
		return false // the client has gone
	}
	if f, ok := o.w.(http.Flusher); ok {
		f.Flush()
	}
	return true
}

// tokens is about how many tokens a text has.
func tokens(text string) int { return (len(text) + 3) / 4 }

// tokenLimit is the option num_predict, 0 for none.
func tokenLimit(options map[string]any) int {
	n, _ := options["num_predict"].(float64)
	return max(0, int(n))
}
