package gateway

import (
	"bytes"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// strict rejects requests that two parsers could read differently (RFC 9112, section 6.3: a length together with
// chunked encoding; two hosts, or none; a field with a space before its colon). It also rejects encoded bodies, because
// the size limits apply to what arrives and such a body could expand to any size. The connection is closed, because
// whatever follows on it can't be trusted.
func (s *Server) strict(c *fiber.Ctx) error {
	err := checkHead(c.Request().Header.RawHeaders(), c.Request().Header.IsHTTP11())
	if err == nil {
		err = checkPath(c)
	}
	if err == nil {
		return c.Next()
	}
	c.Context().SetConnectionClose()
	return err
}

// single are the header fields that a request may have at most once.
var single = []string{"host", "content-length", "transfer-encoding", "content-type", "authorization", "origin",
	"idempotency-key", "x-request-id"}

// checkPath rejects a path with characters that no URL may contain.
func checkPath(c *fiber.Ctx) error {
	isControl := func(r rune) bool { return r < ' ' || r == 0x7f }
	r := c.Request()
	if bytes.ContainsFunc(r.Header.RequestURI(), isControl) || bytes.ContainsFunc(r.URI().Path(), isControl) {
		return genesis.Errorf(genesis.CodeInvalid, "the path contains a control character")
	}
	return nil
}

func checkHead(head []byte, http11 bool) error {
	seen := map[string]string{}
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			continue
		}
		name, value, ok := strings.Cut(string(line), ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t\x00") {
			return genesis.Errorf(genesis.CodeInvalid, "a line of the request's header is malformed: "+
				"it must be a name, a colon and a value")
		}
		name = strings.ToLower(name)
		for _, one := range single {
			if _, again := seen[one]; again && one == name {
				return genesis.Errorf(genesis.CodeInvalid, "the request has the header %s twice: send it once", name)
			}
		}
		seen[name] = strings.TrimSpace(value)
	}
	if _, host := seen["host"]; http11 && !host {
		return genesis.Errorf(genesis.CodeInvalid, "the request has no Host header, which HTTP/1.1 requires")
	}
	if coding := seen["transfer-encoding"]; coding != "" {
		if _, both := seen["content-length"]; both {
			return genesis.Errorf(genesis.CodeInvalid, "the request has both Content-Length and Transfer-Encoding")
		}
		if !strings.EqualFold(coding, "chunked") {
			return fiber.NewError(fiber.StatusUnsupportedMediaType, "Transfer-Encoding must be chunked")
		}
	}
	if coding := seen["content-encoding"]; coding != "" && !strings.EqualFold(coding, "identity") {
		return fiber.NewError(fiber.StatusUnsupportedMediaType, "send the body as it is, without Content-Encoding")
	}
	return nil
}
