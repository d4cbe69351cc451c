package genesis

import (
	"errors"
	"fmt"
)

// Code classifies an error at every boundary of the system. REST maps it to an HTTP status, Temporal to an error type.
type Code string

// Error codes.
const (
	CodeInvalid      Code = "invalid"      // the input is wrong: fix it and call again
	CodeNotFound     Code = "not_found"    // no such thing
	CodeConflict     Code = "conflict"     // it conflicts with the current state; details say with what
	CodeCooldown     Code = "cooldown"     // too early; details carry retry_after_ms
	CodeUnauthorized Code = "unauthorized" // a token is required
	CodeForbidden    Code = "forbidden"    // not allowed from this origin
	CodeTooLarge     Code = "too_large"    // over a size limit
	CodeBusy         Code = "busy"         // a queue is full: try again later
	CodeUnavailable  Code = "unavailable"  // a part of the system does not answer
	CodeRejected     Code = "rejected"     // generated code was rejected
	CodeStale        Code = "stale"        // the world has changed since the caller read it
	CodeInternal     Code = "internal"     // a bug in this program
)

// Error is an error with a code, a message for people and details for programs.
type Error struct {
	Code    Code           `json:"code"`
	Message string         `json:"message"`
	Details map[string]any `json:"details,omitempty"`
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Errorf returns an error with a code.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// With adds a detail and returns e.
func (e *Error) With(key string, value any) *Error {
	if e.Details == nil {
		e.Details = map[string]any{}
	}
	e.Details[key] = value
	return e
}

// CodeOf is the code of the first *Error that err wraps. It is CodeInternal if there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// detailMissing is the detail of a CodeUnavailable error that names the missing part of the system.
const detailMissing = "missing"

// Unavailable is the error for a part of the system that does not answer: redis, engine, temporal, model, worker. It is
// not the caller's mistake and ends by itself or when an operator acts, so callers wait for the part instead of giving
// up.
func Unavailable(part, format string, args ...any) *Error {
	return Errorf(CodeUnavailable, format, args...).With(detailMissing, part)
}

// MissingPart is the part that err reports as missing. It is "" if err is not a CodeUnavailable error or names no part.
func MissingPart(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Code == CodeUnavailable {
		part, _ := e.Details[detailMissing].(string)
		return part
	}
	return ""
}
