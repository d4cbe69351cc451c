package llm

import (
	"errors"
	"fmt"
	"net/http"
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
var errSilent = &Error{Message: "the model fell silent in the middle of its answer"}

// sort finds the kind of an error of the client. begun says that part of the answer had come.
func (c *Client) sort(err error, begun bool) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[api.AuthorizationError](err); ok {
		return &Error{genesis.FailLLMAuth, fmt.Sprintf("%s wants credentials (%d)", c.address, e.StatusCode)}
	}
	if e, ok := errors.AsType[api.StatusError](err); ok {
		return c.sortStatus(e)
	}
	switch {
	case begun:
		return &Error{Message: "the answer broke off: " + err.Error()}
	case short(err):
		return &Error{genesis.FailLLMAbsent, err.Error()}
	}
	return &Error{genesis.FailLLMAbsent, fmt.Sprintf("no model server answers at %s: %v", c.address, err)}
}

func (c *Client) sortStatus(e api.StatusError) error {
	said := strings.ToLower(e.ErrorMessage)
	switch {
	case e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusForbidden:
		return &Error{genesis.FailLLMAuth, fmt.Sprintf("%s refuses us: %s", c.address, e.Error())}
	case e.StatusCode == http.StatusNotFound:
		return &Error{genesis.FailModelMissing, fmt.Sprintf("%s does not have the model %s: %s", c.address, c.model, e.ErrorMessage)}
	case strings.Contains(said, "context length") || strings.Contains(said, "exceeds context") || strings.Contains(said, "input length"):
		return &Error{genesis.FailContextTooLong, e.ErrorMessage}
	case e.StatusCode == http.StatusServiceUnavailable || e.StatusCode == http.StatusTooManyRequests || short(e):
		return &Error{genesis.FailLLMAbsent, e.Error()}
	}
	return &Error{Message: e.Error()}
}

// short reports whether the server lacks memory for the model, which waiting may cure.
func short(err error) bool {
	said := strings.ToLower(err.Error())
	return strings.Contains(said, "requires more system memory") || strings.Contains(said, "out of memory")
}
