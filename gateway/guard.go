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

// CheckBind refuses an address that others can reach unless changes need a token or are open on purpose.
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

// identify gives each request an id, the caller's if it has one.
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

// policy lets the visualiser run and nothing else: PixiJS needs blob: workers and data: images, no eval.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors "

// secure sets the headers that browsers ask for. X-Frame-Options knows only all or nobody.
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

// deadline bounds the time that a handler may wait for other parts.
func (s *Server) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), handlerTime)
	defer cancel()
	c.SetUserContext(ctx)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Next()
}

// authorize lets a change through when it comes from a page of ours or from no page, carries the token if one is
// needed, and is JSON without query fields.
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
	// Hashed first, so that the time tells nothing of the length either.
	got, want := sha256.Sum256([]byte(credential[len(scheme):])), sha256.Sum256([]byte(s.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// hosts are the names under which a browser may reach a gateway, besides the loopback ones.
type hosts struct {
	any   bool
	names map[string]bool // in lower case
}

// newHosts takes what is allowed or, if that is nothing, the host of the bind address. A gateway that others can reach
// and that a token protects is then known under names that it can't guess.
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

// checkHost refuses a foreign Host: a name that a site has pointed here, so that its pages may read the answers and
// send changes (DNS rebinding).
func (s *Server) checkHost(c *fiber.Ctx) error {
	if host := hostOf(string(c.Request().Host())); !s.hosts.allow(host) {
		return genesis.Errorf(genesis.CodeForbidden,
			"this gateway is not known as %q: use http://127.0.0.1, or name it in GENESIS_ALLOWED_HOSTS", host)
	}
	return c.Next()
}

// checkOrigin refuses a browser's request from a page of another site. A page on this machine is none.
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
