package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
	"golang.org/x/sync/singleflight"

	"github.com/ai-genesis/ai-genesis"
)

// headerDegraded names the part whose absence makes an answer old.
const headerDegraded = "Genesis-Degraded"

const (
	maxAnswers        = 256               // answers to remember
	maxAnswersBytes   = 32 << 20          // and their bodies in all
	maxAnswerBytes    = 4 << 20           // bytes; longer ones are not remembered
	maxAnswerAge      = time.Hour         // how old an answer may be that stands in for a part that is away
	maxExpensive      = 4                 // answers that cost much, under work at once
	minCompressBytes  = 1 << 10           // bytes of a body that is worth compressing
	expensiveFreshFor = time.Second       // how long an answer that costs much is given again
	expensiveWait     = handlerTime - 1e9 // for a turn to work one out
)

// expensivePaths are the endpoints whose answers take reading much of Redis, or the engine's time.
var expensivePaths = []string{"/api/world/lineage", "/api/world/history", "/api/world/molbots", "/api/world/layers/",
	"/api/world/snapshots", "/api/world/film/",
	"/api/evolution/history", "/api/mutations"}

// answerCache computes the answer to a request once for all who ask it at the same time, and serves an expensive one
// again for a second. It remembers the last good answer to each question, for the time when a part does not answer.
type answerCache struct {
	fresh  time.Duration // how long an answer that cost much is given again
	cpu    cpuLimiter
	flight singleflight.Group
	slots  chan struct{}
	epoch  atomic.Uint64 // of the last change through this gateway: who made it sees it in the next answer

	mu    sync.Mutex
	kept  map[string]*answer
	order []string // oldest first
	bytes int
}

// answer is a good answer, and its forms for the wire. Nothing in it changes after it was made.
type answer struct {
	kind  string // content type
	link  string
	part  string // whose absence makes it old; "": it is not
	age   string // how old it is then [s]
	etag  string
	body  []byte
	at    time.Time
	epoch uint64
	gzip  func() []byte
}

func newAnswerCache(fresh time.Duration, p cpuLimiter) *answerCache {
	if fresh == 0 {
		fresh = expensiveFreshFor
	}
	return &answerCache{fresh: fresh, cpu: p, slots: make(chan struct{}, maxExpensive), kept: map[string]*answer{}}
}

func (a *answerCache) fromResponse(c *fiber.Ctx, epoch uint64) *answer {
	r := c.Response()
	one := a.newAnswer(string(r.Header.ContentType()), string(r.Header.Peek(fiber.HeaderLink)),
		append([]byte{}, r.Body()...), epoch)
	one.part, one.age = string(r.Header.Peek(headerDegraded)), string(r.Header.Peek(fiber.HeaderAge))
	return one
}

func (a *answerCache) newAnswer(kind, link string, body []byte, epoch uint64) *answer {
	sum := sha256.Sum256(body)
	return &answer{
		kind: kind, link: link, body: body, at: time.Now(), epoch: epoch, etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`,
		gzip: a.cpu.once(func() []byte { return fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestSpeed) }),
	}
}

func (a *answerCache) keep(question string, one *answer) {
	if len(one.body) > maxAnswerBytes {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if was, known := a.kept[question]; known {
		a.drop(question, was)
	}
	a.kept[question] = one
	a.order = append(a.order, question)
	a.bytes += len(one.body)
	for len(a.order) > maxAnswers || a.bytes > maxAnswersBytes {
		a.drop(a.order[0], a.kept[a.order[0]])
	}
}

// drop forgets an answer. a.mu is held.
func (a *answerCache) drop(question string, one *answer) {
	delete(a.kept, question)
	a.bytes -= len(one.body)
	for i, q := range a.order {
		if q == question {
			a.order = append(a.order[:i], a.order[i+1:]...)
			return
		}
	}
}

// find returns an answer that is not older than age. With recent, no change may have been made since.
func (a *answerCache) find(question string, age time.Duration, recent bool) *answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.kept[question]
	if one == nil || time.Since(one.at) >= age || recent && one.epoch != a.epoch.Load() {
		return nil
	}
	return one
}

// invalidate has every answer computed anew after a change.
func (a *answerCache) invalidate() { a.epoch.Add(1) }

// cacheAnswers is the middleware that serves GET requests through the cache.
func (s *Server) cacheAnswers(c *fiber.Ctx) error {
	if c.Method() != fiber.MethodGet {
		err := c.Next()
		if err == nil && c.Method() == fiber.MethodPost {
			s.answers.invalidate()
		}
		return err
	}
	question := strings.Clone(c.OriginalURL())
	one, err := s.answers.getOrCompute(question, isExpensive(c.Path()), c)
	if err == nil && one == nil {
		return nil // not a plain 200: the handler has answered itself
	}
	if err == nil {
		return one.send(c)
	}
	missing := genesis.MissingPart(err)
	last := s.answers.find(question, maxAnswerAge, false)
	if missing == "" || last == nil {
		return err
	}
	s.log(c).Debug("answered from memory", "missing", missing, "error", err)
	c.Set(headerDegraded, missing)
	c.Set(fiber.HeaderAge, strconv.Itoa(int(time.Since(last.at).Seconds())))
	return s.answers.newAnswer(last.kind, last.link, degraded(last.body, missing), last.epoch).send(c)
}

func isExpensive(path string) bool {
	for _, p := range expensivePaths {
		if path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// getOrCompute returns a recent answer, or has the rest of c's handlers work one out: for itself, and for all who ask
// meanwhile. The answer is nil if the handlers answered with anything but 200.
func (a *answerCache) getOrCompute(question string, costs bool, c *fiber.Ctx) (*answer, error) {
	if costs {
		if one := a.find(question, a.fresh, true); one != nil {
			return one, nil
		}
	}
	epoch := a.epoch.Load()
	led := false
	found, err, _ := a.flight.Do(strconv.FormatUint(epoch, 36)+" "+question, func() (any, error) {
		led = true
		if costs {
			if err := a.acquireSlot(); err != nil {
				return nil, err
			}
			defer func() { <-a.slots }()
		}
		if err := c.Next(); err != nil {
			return nil, err
		}
		if c.Response().StatusCode() != fiber.StatusOK {
			return (*answer)(nil), nil
		}
		one := a.fromResponse(c, epoch)
		a.keep(question, one)
		return one, nil
	})
	if err != nil {
		return nil, err
	}
	one, _ := found.(*answer)
	if one == nil && !led { // rare: nothing that can be shared
		return nil, c.Next()
	}
	return one, nil
}

// acquireSlot waits until an expensive answer may be computed.
func (a *answerCache) acquireSlot() error {
	wait := time.NewTimer(expensiveWait)
	defer wait.Stop()
	select {
	case a.slots <- struct{}{}:
		return nil
	case <-wait.C:
		return genesis.Errorf(genesis.CodeBusy, "too many questions that take long are asked at once; try again")
	}
}

// send writes the answer: not at all to a caller who has it, compressed to one who can unpack it.
func (one *answer) send(c *fiber.Ctx) error {
	c.Set(fiber.HeaderETag, one.etag)
	c.Set(fiber.HeaderCacheControl, "no-cache") // keep it, and ask whether it still holds
	c.Vary(fiber.HeaderAcceptEncoding)
	if one.part != "" {
		c.Set(headerDegraded, one.part)
		c.Set(fiber.HeaderAge, one.age)
	}
	if one.link != "" {
		c.Set(fiber.HeaderLink, one.link)
	}
	if matches(c.Get(fiber.HeaderIfNoneMatch), one.etag) {
		c.Context().ResetBody()
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Status(fiber.StatusOK)
	c.Set(fiber.HeaderContentType, one.kind)
	body := one.body
	if len(body) >= minCompressBytes && accepts(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		body = one.gzip()
	}
	c.Context().Response.SetBodyRaw(body) // nothing in it changes any more
	return nil
}

// matches reports whether If-None-Match names an etag, compared weakly.
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// accepts reports whether Accept-Encoding allows a coding.
func accepts(header, coding string) bool {
	wildcard := false
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(item, ";")
		name = strings.TrimSpace(name)
		allowed := true
		if _, q, found := strings.Cut(params, "q="); found {
			v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			allowed = err == nil && v > 0
		}
		if strings.EqualFold(name, coding) {
			return allowed
		}
		wildcard = wildcard || name == "*" && allowed
	}
	return wildcard
}
