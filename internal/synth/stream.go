package synth

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
)

// chunk is the amount of text in one line of a stream [bytes], about eight tokens.
const chunk = 32

// writer sends one answer, either as a stream of lines or in one piece.
type writer struct {
	w      http.ResponseWriter
	form   func(text string, done bool, reason string, m api.Metrics) any // formats a line for the endpoint
	stream bool
	limit  int // tokens; 0 means none
	began  time.Time
	prompt int // tokens of the prompt
	sent   int // tokens sent
	whole  strings.Builder
	opened bool
}

// write sends text and the last line. It stops when ctx ends.
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

// boundary returns a position at most n at which text can be cut without splitting a character.
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
		return false // the client has disconnected
	}
	if f, ok := o.w.(http.Flusher); ok {
		f.Flush()
	}
	return true
}

// tokens estimates the number of tokens in a text.
func tokens(text string) int { return (len(text) + 3) / 4 }

// tokenLimit returns the option num_predict, or 0 if there is none.
func tokenLimit(options map[string]any) int {
	n, _ := options["num_predict"].(float64)
	return max(0, int(n))
}
