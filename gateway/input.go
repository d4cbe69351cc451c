package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// decode reads a JSON object into out, strictly: no unknown fields, nothing after it. An empty body leaves out as it
// is.
func decode(body []byte, out any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if !utf8.Valid(body) {
		return genesis.Errorf(genesis.CodeInvalid, "the body is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "the body: %s", jsonProblem(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return genesis.Errorf(genesis.CodeInvalid, "the body: one JSON object is wanted, there is more")
	}
	return nil
}

func jsonProblem(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "field " + strconv.Quote(wrong.Field) + " can't be a " + wrong.Value
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "the JSON ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// fields are the fields of a query string after the check of their names.
type fields map[string]string

// readFields refuses any other name than those given, so that a misspelt one does not pass for none, and a name that is
// there twice, of which one would be ignored.
func readFields(c *fiber.Ctx, names ...string) (fields, error) {
	if err := rejectRepeated(c); err != nil {
		return nil, err
	}
	found := fields{}
	for name, value := range c.Queries() {
		if !slices.Contains(names, name) {
			return nil, genesis.Errorf(genesis.CodeInvalid, "there is no query field %q", name)
		}
		found[name] = value
	}
	return found, nil
}

func rejectRepeated(c *fiber.Ctx) (err error) {
	seen := map[string]bool{}
	c.Context().QueryArgs().VisitAll(func(key, _ []byte) {
		name := string(key)
		if seen[name] && err == nil {
			err = genesis.Errorf(genesis.CodeInvalid, "the query field %q is there more than once: send one", name)
		}
		seen[name] = true
	})
	return err
}

// rejectQuery refuses every query field: what a path without any is asked with is a mistake, and would only fill the
// memory of answers.
func (s *Server) rejectQuery(c *fiber.Ctx) error {
	if _, err := readFields(c); err != nil {
		return err
	}
	return c.Next()
}

// integer reads an integer within limits; fallback if it is absent.
func (f fields) integer(name string, fallback, least, most int) (int, error) {
	text, ok := f[name]
	if !ok {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, genesis.Errorf(genesis.CodeInvalid, "%s must be a whole number from %d to %d", name, least, most)
	}
	return n, nil
}

// csv reports whether format asks for CSV.
func (f fields) csv() (bool, error) {
	switch f["format"] {
	case "", "json":
		return false, nil
	case "csv":
		return true, nil
	}
	return false, genesis.Errorf(genesis.CodeInvalid, "format is json or csv")
}

// query is a list's question after the check of its names.
type query struct {
	fields
	limit  int
	cursor string
	asCSV  bool
}

// maxLimit is the longest page.
const maxLimit = 500

// readQuery reads limit (fallback if absent), cursor, format and the filters named.
func readQuery(c *fiber.Ctx, fallback int, filters ...string) (query, error) {
	found, err := readFields(c, append(filters, "limit", "cursor", "format")...)
	if err != nil {
		return query{}, err
	}
	q := query{fields: found, cursor: found["cursor"]}
	if q.asCSV, err = found.csv(); err != nil {
		return q, err
	}
	q.limit, err = found.integer("limit", fallback, 1, maxLimit)
	return q, err
}

// sendPage answers with one page of a list and tells where the next one is.
func sendPage[T any](c *fiber.Ctx, q query, list []T, next string) error {
	q.link(c, next)
	if q.asCSV {
		return sendCSV(c, list)
	}
	return c.JSON(list)
}

// link tells where the next page is, keeping the filters.
func (q query) link(c *fiber.Ctx, next string) {
	if next == "" {
		return
	}
	v := url.Values{"limit": {strconv.Itoa(q.limit)}, "cursor": {next}}
	for name, value := range q.fields {
		if name != "cursor" && name != "limit" {
			v.Set(name, value)
		}
	}
	c.Set(fiber.HeaderLink, "<"+c.Path()+"?"+v.Encode()+`>; rel="next"`)
}
