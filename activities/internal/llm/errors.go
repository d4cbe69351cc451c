package llm

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis"
)

// Error is why there is no usable answer. Kind is one of genesis.Fail…, or empty for what may pass by itself.
type Error struct {
	Kind    string
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// errSilent is a model that began an answer and stopped in the middle of it.
var errSilent = &Error{Kind: genesis.FailLLMAbsent, Message: "the model fell silent in the middle of its answer"}

// sort finds the kind of an error of the client that asked a model. begun says that part of the answer had come.
func (c *Client) sort(err error, model string, begun bool) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[api.AuthorizationError](err); ok {
		return &Error{genesis.FailLLMAuth, fmt.Sprintf("%s wants credentials (%d)", c.address, e.StatusCode)}
	}
	if e, ok := errors.AsType[api.StatusError](err); ok {
		return c.sortStatus(e, model)
	}
	_, unreached := errors.AsType[*url.Error](err)
	switch {
	case begun:
		return &Error{genesis.FailLLMAbsent, "the answer broke off: " + err.Error()}
	case unreached:
		return &Error{genesis.FailLLMAbsent, fmt.Sprintf("no model server answers at %s: %v", c.address, err)}
	}
	return &Error{genesis.FailLLMAbsent, fmt.Sprintf("%s has no answer: %v", c.address, err)}
}

func (c *Client) sortStatus(e api.StatusError, model string) error {
	said := strings.ToLower(e.ErrorMessage)
	switch {
	case e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusForbidden:
		return &Error{genesis.FailLLMAuth, fmt.Sprintf("%s refuses us: %s", c.address, e.Error())}
	case e.StatusCode == http.StatusNotFound:
		return &Error{genesis.FailModelMissing, fmt.Sprintf("%s does not have the model %s (%s): run `ollama pull %s` there, "+
			"or choose one that it has (`ollama list`)", c.address, model, e.ErrorMessage, model)}
	case strings.Contains(said, "context length") || strings.Contains(said, "exceeds context") || strings.Contains(said, "input length"):
		return &Error{genesis.FailContextTooLong, e.ErrorMessage}
	case e.StatusCode == http.StatusServiceUnavailable || e.StatusCode == http.StatusTooManyRequests || short(e):
		return &Error{genesis.FailLLMAbsent, e.Error()}
	}
	return &Error{Message: e.Error()}
}

// short reports whether the server lacks memory for the model, or lost the model's process to that: waiting may cure it.
func short(err error) bool {
	said := strings.ToLower(err.Error())
	for _, words := range []string{
		"requires more system memory", "out of memory", "cudamalloc failed", // before the model's process runs
		"runner process has terminated", "runner has unexpectedly stopped", "while running the model", // it died
	} {
		if strings.Contains(said, words) {
			return true
		}
	}
	return false
}
