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

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// decode reads a JSON object into out, strictly: no unknown fields, nothing after it. An empty body leaves out as it
// is.
func decode(body []byte, out any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "the body: %s", jsonTrouble(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return genesis.Errorf(genesis.CodeInvalid, "the body: one JSON object is wanted, there is more")
	}
	return nil
}

func jsonTrouble(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "field " + strconv.Quote(wrong.Field) + " can't be a " + wrong.Value
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "the JSON ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// query is a list's question after the check of its names.
type query struct {
	limit  int
	cursor string
	values map[string]string
}

// limitMax is the longest page.
const limitMax = 500

// readQuery reads limit (fallback if absent), cursor and the filters named; any other name is refused, so that a
// misspelt filter does not pass for none.
func readQuery(c *fiber.Ctx, fallback int, filters ...string) (query, error) {
	q := query{limit: fallback, values: map[string]string{}}
	for name, value := range c.Queries() {
		switch {
		case name == "limit":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > limitMax {
				return q, genesis.Errorf(genesis.CodeInvalid, "limit must be a whole number from 1 to %d", limitMax)
			}
			q.limit = n
		case slices.Contains(filters, name):
			q.values[name] = value
			if name == "cursor" {
				q.cursor = value
			}
		default:
			return q, genesis.Errorf(genesis.CodeInvalid, "there is no query field %q", name)
		}
	}
	return q, nil
}

// link tells where the next page is, keeping the filters.
func (q query) link(c *fiber.Ctx, next string) {
	if next == "" {
		return
	}
	v := url.Values{"limit": {strconv.Itoa(q.limit)}, "cursor": {next}}
	for name, value := range q.values {
		if name != "cursor" {
			v.Set(name, value)
		}
	}
	c.Set(fiber.HeaderLink, "<"+c.Path()+"?"+v.Encode()+`>; rel="next"`)
}
