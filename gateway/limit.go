package gateway

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"github.com/ai-genesis/ai-genesis"
)

// limiter is a token bucket for each caller's address.
type limiter struct {
	perSecond rate.Limit
	burst     int

	mu      sync.Mutex
	callers map[string]*rate.Limiter
}

// maxCallers bounds the memory of a limiter. A caller with a full bucket can be forgotten, because a new bucket is full
// too.
const maxCallers = 10_000

func newLimiter(perSecond float64, burst int) *limiter {
	return &limiter{perSecond: rate.Limit(perSecond), burst: burst, callers: map[string]*rate.Limiter{}}
}

// take takes one token for a caller, or returns how long to wait for one.
func (l *limiter) take(caller string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.callers[caller]
	if bucket == nil {
		l.dropIdle()
		bucket = rate.NewLimiter(l.perSecond, l.burst)
		l.callers[caller] = bucket
	}
	r := bucket.Reserve()
	if wait = r.Delay(); wait > 0 {
		r.Cancel()
		return wait, false
	}
	return 0, true
}

func (l *limiter) dropIdle() {
	if len(l.callers) < maxCallers {
		return
	}
	for caller, bucket := range l.callers {
		if bucket.Tokens() >= float64(l.burst) {
			delete(l.callers, caller)
		}
	}
	if len(l.callers) >= maxCallers {
		clear(l.callers) // a flood from many addresses: starting afresh is better than growing
	}
}

// cooldownError is the error for a caller without tokens.
func (l *limiter) cooldownError(wait time.Duration) *genesis.Error {
	ms := int64(math.Ceil(float64(wait) / float64(time.Millisecond)))
	return genesis.Errorf(genesis.CodeCooldown, "too many requests: wait %d ms", ms).With("retry_after_ms", ms)
}

// isProxy reports whether an address is a trusted proxy, whose X-Forwarded-For is believed.
func (s *Server) isProxy(addr string) bool {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return false
	}
	for _, p := range s.Proxies {
		if network, err := netip.ParsePrefix(p); err == nil && network.Contains(ip.Unmap()) {
			return true
		}
		if one, err := netip.ParseAddr(p); err == nil && one.Unmap() == ip.Unmap() {
			return true
		}
	}
	return false
}

// limitReads limits reads of a single caller to what a crowd of open pages would need.
func (s *Server) limitReads(c *fiber.Ctx) error {
	if c.Method() != fiber.MethodGet {
		return c.Next()
	}
	return s.limited(s.reads)(c)
}

// limited rejects callers that send requests too often.
func (s *Server) limited(l *limiter) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if wait, ok := l.take(c.IP()); !ok {
			return l.cooldownError(wait)
		}
		return c.Next()
	}
}
