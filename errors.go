package genesis

import (
	"errors"
	"fmt"
)

// Code is the one error vocabulary at every boundary: REST maps it to a status, Temporal to an error type.
type Code string

// Error codes.
const (
	CodeInvalid      Code = "invalid"      // the input is wrong: fix it and call again
	CodeNotFound     Code = "not_found"    // no such thing
	CodeConflict     Code = "conflict"     // it clashes with what is going on; details say with what
	CodeCooldown     Code = "cooldown"     // too early; details carry retry_after_ms
	CodeUnauthorized Code = "unauthorized" // a token is needed
	CodeForbidden    Code = "forbidden"    // not allowed from there
	CodeTooLarge     Code = "too_large"    // over a size limit
	CodeBusy         Code = "busy"         // a queue is full: try again later
	CodeUnavailable  Code = "unavailable"  // a part of the system does not answer
	CodeRejected     Code = "rejected"     // generated code was refused
	CodeStale        Code = "stale"        // the world has moved on since the caller looked
	CodeInternal     Code = "internal"     // a defect of ours
)

// Error is an error with a code, a message for people and details for programs.
type Error struct {
	Code    Code           `json:"code"`
	Message string         `json:"message"`
	Details map[string]any `json:"details,omitempty"`
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Errorf makes an error of a code.
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

// CodeOf is the code of the first *Error that err wraps, CodeInternal without one, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// detailMissing is the detail of an error of code unavailable that names the part of the system which is away.
const detailMissing = "missing"

// Unavailable is the error of a part that is away: redis, engine, temporal, model, worker. It is nobody's mistake and
// passes by itself or by an operator's hand, so that whoever gets it waits for the part instead of giving up.
func Unavailable(part, format string, args ...any) *Error {
	return Errorf(CodeUnavailable, format, args...).With(detailMissing, part)
}

// MissingPart is the part that err says is away; "" if err is no error of code unavailable or names none.
func MissingPart(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Code == CodeUnavailable {
		part, _ := e.Details[detailMissing].(string)
		return part
	}
	return ""
}
