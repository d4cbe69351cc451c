package gateway

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/url"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
)

// CheckBind rejects an address that other machines can reach, unless changes need a token or are explicitly open.
func CheckBind(addr string, token, open bool) (loopback bool, err error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, genesis.Errorf(genesis.CodeInvalid, "GENESIS_HTTP_ADDR %q: want host:port", addr)
	}
	loopback = isLoopback(host)
	if !loopback && !token && !open {
		return false, genesis.Errorf(genesis.CodeInvalid,
			"GENESIS_HTTP_ADDR %s can be reached from other machines: set GENESIS_API_TOKEN, "+
				"or GENESIS_OPEN=true to let anybody change the world", addr)
	}
	return loopback, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

const requestKey = "request_id"

var requestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify gives each request an id: the caller's, if it sent one.
func (s *Server) identify(c *fiber.Ctx) error {
	id := c.Get(fiber.HeaderXRequestID)
	if !requestID.MatchString(id) {
		id = uuid.NewString()
	}
	c.Locals(requestKey, id)
	c.Set(fiber.HeaderXRequestID, id)
	err := s.metrics.observe(c)
	if c.Method() == fiber.MethodPost && err == nil {
		s.log(c).Info("change", "from", c.IP(), "status", c.Response().StatusCode())
	}
	return err
}

// policy is the Content-Security-Policy. It allows only what the visualiser needs: PixiJS needs blob: workers and data:
// images, but no eval.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors "

// secure sets the security headers for browsers. X-Frame-Options can't express a list of origins; frame-ancestors can.
func (s *Server) secure(c *fiber.Ctx) error {
	ancestors := "'none'"
	if len(s.Embedders) > 0 {
		ancestors = strings.Join(s.Embedders, " ")
	} else {
		c.Set(fiber.HeaderXFrameOptions, "DENY")
	}
	c.Set(fiber.HeaderContentSecurityPolicy, policy+ancestors)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	return c.Next()
}

// deadline limits how long a handler may wait for other parts.
func (s *Server) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), handlerTime)
	defer cancel()
	c.SetUserContext(ctx)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Next()
}

// authorize accepts a change if it comes from one of our pages or from no page, carries the token where one is
// required, and is JSON without query fields.
func (s *Server) authorize(c *fiber.Ctx) error {
	if err := s.checkOrigin(c); err != nil {
		return err
	}
	if !s.permitted(c.Get(fiber.HeaderAuthorization), "Bearer ") {
		return genesis.Errorf(genesis.CodeUnauthorized, "changes need the header Authorization: Bearer TOKEN")
	}
	mime, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	if len(c.Body()) > 0 && !strings.EqualFold(strings.TrimSpace(mime), fiber.MIMEApplicationJSON) {
		return genesis.Errorf(genesis.CodeInvalid, "the body must be JSON: send Content-Type: application/json")
	}
	return s.rejectQuery(c)
}

// permitted reports whether a credential, such as "Bearer TOKEN", allows changes.
func (s *Server) permitted(credential, scheme string) bool {
	if s.Token == "" {
		return true
	}
	if len(credential) < len(scheme) || !strings.EqualFold(credential[:len(scheme)], scheme) {
		return false
	}
	// Both are hashed first, so that the comparison does not reveal the token's length either.
	got, want := sha256.Sum256([]byte(credential[len(scheme):])), sha256.Sum256([]byte(s.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// hosts are the names under which browsers may reach a gateway, besides the loopback names.
type hosts struct {
	any   bool
	names map[string]bool // in lower case
}

// newHosts uses the allowed names or, if there are none, the host of the bind address. A gateway that other machines
// can reach and that is protected by a token may have names that it can't know, so it then accepts all.
func newHosts(c Config, loopback bool) hosts {
	names := c.AllowedHosts
	if len(names) == 0 {
		names = []string{hostOf(c.Addr)}
	}
	h := hosts{any: len(c.AllowedHosts) == 0 && !loopback && c.Token != "", names: map[string]bool{}}
	for _, name := range names {
		h.names[strings.ToLower(hostOf(name))] = true
	}
	return h
}

func (h hosts) allow(host string) bool {
	return h.any || isLoopback(host) || h.names[strings.ToLower(strings.TrimSuffix(host, "."))]
}

// checkHost rejects an unknown Host. Such a name may have been pointed here by a site whose pages want to read answers
// and send changes (DNS rebinding).
func (s *Server) checkHost(c *fiber.Ctx) error {
	if host := hostOf(string(c.Request().Host())); !s.hosts.allow(host) {
		return genesis.Errorf(genesis.CodeForbidden,
			"this gateway does not accept the host %q: use http://127.0.0.1, or add the name to GENESIS_ALLOWED_HOSTS",
			host)
	}
	return c.Next()
}

// checkOrigin rejects a browser's request from a page of another site. Pages on this machine are not foreign.
func (s *Server) checkOrigin(c *fiber.Ctx) error {
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err == nil && u.Host != "" {
		if strings.EqualFold(u.Host, string(c.Request().Host())) || isLoopback(u.Hostname()) {
			return nil
		}
	}
	return genesis.Errorf(genesis.CodeForbidden, "requests from pages of %q are not allowed", origin)
}

func hostOf(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}
