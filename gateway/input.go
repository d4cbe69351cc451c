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

// decode reads a JSON object into out, strictly: it allows no unknown fields and nothing after the object. An empty
// body leaves out unchanged.
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
		return genesis.Errorf(genesis.CodeInvalid, "the body must be one JSON object and nothing else")
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

// fields are the fields of a query string whose names have been checked.
type fields map[string]string

// readFields rejects unknown names, so that a misspelt field is not silently ignored, and repeated names, because all
// but one value would be ignored.
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
			err = genesis.Errorf(genesis.CodeInvalid, "the query field %q is repeated: send it once", name)
		}
		seen[name] = true
	})
	return err
}

// rejectQuery rejects all query fields on paths that have none: they are a mistake, and each variant would take a place
// in the answer cache.
func (s *Server) rejectQuery(c *fiber.Ctx) error {
	if _, err := readFields(c); err != nil {
		return err
	}
	return c.Next()
}

// integer reads an integer within limits; it returns fallback if the field is absent.
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
	return false, genesis.Errorf(genesis.CodeInvalid, "format must be json or csv")
}

// query is a request for a list, whose field names have been checked.
type query struct {
	fields
	limit  int
	cursor string
	asCSV  bool
}

// maxLimit is the maximum length of a page.
const maxLimit = 500

// readQuery reads limit (fallback if absent), cursor, format and the named filters.
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

// sendPage sends one page of a list and links to the next one.
func sendPage[T any](c *fiber.Ctx, q query, list []T, next string) error {
	q.link(c, next)
	if q.asCSV {
		return sendCSV(c, list)
	}
	return c.JSON(list)
}

// link sets the Link header to the next page, with the same filters.
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
