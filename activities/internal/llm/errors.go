package llm

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis"
)

// Error says why there is no usable answer. Kind is one of the genesis.Fail constants, or empty for errors that may be
// temporary.
type Error struct {
	Kind    string
	Message string

	thoughtful bool // the model thought and wrote no answer
	unthinking bool // the model does not support the think option
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// sort classifies an error of the API client. begun says that part of the answer had arrived.
func (c *Client) sort(err error, model string, begun bool) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[api.AuthorizationError](err); ok {
		return &Error{Kind: genesis.FailLLMAuth, Message: fmt.Sprintf("%s wants credentials (%d)", c.address, e.StatusCode)}
	}
	if e, ok := errors.AsType[api.StatusError](err); ok {
		return c.sortStatus(e, model)
	}
	said := plain(err.Error())
	failure, unreached := errors.AsType[*url.Error](err)
	switch {
	case begun:
		return &Error{Kind: genesis.FailLLMAbsent, Message: "the answer broke off: " + said}
	case unreached:
		return &Error{
			Kind:    genesis.FailLLMAbsent,
			Message: fmt.Sprintf("no model server answers at %s: %s", c.address, plain(failure.Err.Error())),
		}
	case page(err.Error()):
		return &Error{
			Kind: genesis.FailLLMAbsent,
			Message: fmt.Sprintf("%s answers with a page of HTML (%s), so it is no Ollama: "+
				"check GENESIS_OLLAMA_URL", c.address, said),
		}
	}
	return &Error{Kind: genesis.FailLLMAbsent, Message: fmt.Sprintf("%s has no answer: %s", c.address, said)}
}

// passing holds the status codes of a server that is busy, starting or stopping, and of a proxy in front of it. Waiting
// cures them.
var passing = map[int]bool{
	http.StatusRequestTimeout: true, http.StatusTooEarly: true, http.StatusTooManyRequests: true,
	http.StatusBadGateway:         true,
	http.StatusServiceUnavailable: true, http.StatusGatewayTimeout: true, 499: true, 520: true, 521: true, 522: true,
	523: true, 524: true, 529: true, 530: true,
}

func (c *Client) sortStatus(e api.StatusError, model string) error {
	said := strings.ToLower(e.ErrorMessage)
	told := plain(e.ErrorMessage)
	if told == "" {
		told = http.StatusText(e.StatusCode)
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusForbidden ||
		e.StatusCode == http.StatusProxyAuthRequired:
		return &Error{
			Kind: genesis.FailLLMAuth, Message: fmt.Sprintf("%s refuses us (%d): %s", c.address, e.StatusCode, told),
		}
	case e.StatusCode == http.StatusNotFound && has("model") && has("not found", "try pulling"):
		return &Error{
			Kind: genesis.FailModelMissing,
			Message: fmt.Sprintf("%s does not have the model %s (%s): run `ollama pull %s` there, "+
				"or choose one that it has (`ollama list`)", c.address, model, told, model),
		}
	case e.StatusCode == http.StatusNotFound || e.StatusCode == http.StatusMethodNotAllowed ||
		e.StatusCode == http.StatusMovedPermanently ||
		e.StatusCode == http.StatusFound:
		return &Error{
			Kind: genesis.FailLLMAddress,
			Message: fmt.Sprintf("%s answers %d (%s), but not as Ollama does: GENESIS_OLLAMA_URL names "+
				"another server, or a path that is not Ollama's", c.address, e.StatusCode, told),
		}
	case has("does not support thinking", "think value", "invalid think"):
		return &Error{Kind: genesis.FailLLMMalformed, Message: told, unthinking: true}
	case has("context length", "exceeds context", "input length", "context size", "exceed_context",
		"exceeds the available context"):
		return &Error{Kind: genesis.FailContextTooLong, Message: told}
	case passing[e.StatusCode]:
		return &Error{Kind: genesis.FailLLMAbsent, Message: fmt.Sprintf("%s answers %d: %s", c.address, e.StatusCode, told)}
	case e.StatusCode >= 500 && has(
		// the model does not fit into memory
		"requires more system memory", "out of memory", "cudamalloc failed", "not enough memory", "insufficient memory",
		// the runner died
		"runner process has terminated", "runner has unexpectedly stopped", "while running the model",
		"runner process no longer running",
		// the model is still loading
		"timed out waiting", "timeout waiting", "waiting for llama runner", "waiting for server to become available",
		"connection refused", "connection reset", "broken pipe", "unexpected eof", "do load request", "no available server",
		"server busy",
		"loading model", "context deadline exceeded", "eof"):
		return &Error{Kind: genesis.FailLLMAbsent, Message: told}
	}
	return &Error{Message: fmt.Sprintf("%s answers %d: %s", c.address, e.StatusCode, told)}
}

var (
	title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>|<h1[^>]*>(.*?)</h1>`)
	tags  = regexp.MustCompile(`(?s)<[^>]*>`)
)

// page reports whether a text is HTML.
func page(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.HasPrefix(s, "<!doctype") || strings.HasPrefix(s, "<html") || strings.HasPrefix(s, "<head") ||
		strings.HasPrefix(s, "<body") ||
		strings.Contains(s, "</html>") ||
		strings.Contains(s, "</title>")
}

// plain shortens a server's message to one line. For an HTML page it returns the title.
func plain(s string) string {
	if page(s) {
		if m := title.FindStringSubmatch(s); m != nil {
			s = m[1] + m[2]
		}
		s = html.UnescapeString(tags.ReplaceAllString(s, " "))
		if strings.TrimSpace(s) == "" {
			s = "a page without a title"
		}
	}
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:299]) + "…"
	}
	return s
}
