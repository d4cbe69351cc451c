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

// headerDegraded is the response header that names the absent part because of which an answer is old.
const headerDegraded = "Genesis-Degraded"

const (
	maxAnswers        = 256               // remembered answers
	maxAnswersBytes   = 32 << 20          // total size of their bodies [bytes]
	maxAnswerBytes    = 4 << 20           // longer answers are not remembered [bytes]
	maxAnswerAge      = time.Hour         // how old a remembered answer may be that replaces one from an absent part
	maxExpensive      = 4                 // expensive answers computed at the same time
	minCompressBytes  = 1 << 10           // shorter bodies are not worth compressing [bytes]
	expensiveFreshFor = time.Second       // how long an expensive answer is served again
	expensiveWait     = handlerTime - 1e9 // how long a request waits for its turn to compute one
)

// expensivePaths are the endpoints whose answers need to read much of Redis or take the engine's time.
var expensivePaths = []string{"/api/world/lineage", "/api/world/history", "/api/world/molbots", "/api/world/layers/",
	"/api/world/snapshots", "/api/world/film/",
	"/api/evolution/history", "/api/mutations"}

// answerCache computes the answer to a request once for all callers that send it at the same time, and serves an
// expensive answer again for a second. It also remembers the last good answer to each request, to serve it while a part
// is away.
type answerCache struct {
	fresh  time.Duration // how long an expensive answer is served again
	cpu    cpuLimiter
	flight singleflight.Group
	slots  chan struct{}
	epoch  atomic.Uint64 // counts changes through this gateway: whoever made one must see it in the next answer

	mu    sync.Mutex
	kept  map[string]*answer
	order []string // oldest first
	bytes int
}

// answer is a successful answer with its encodings. It is immutable.
type answer struct {
	kind  string // content type
	link  string
	part  string // absent part because of which the answer is old; "" if it is current
	age   string // age of an old answer [s]
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

// drop forgets an answer. a.mu must be held.
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

// find returns a remembered answer younger than age, or nil. If recent is set, it ignores answers from before the last
// change.
func (a *answerCache) find(question string, age time.Duration, recent bool) *answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.kept[question]
	if one == nil || time.Since(one.at) >= age || recent && one.epoch != a.epoch.Load() {
		return nil
	}
	return one
}

// invalidate makes later requests compute their answers anew, after a change.
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
	one, err := s.answer(question, c)
	if err == nil && one == nil {
		return nil // not a plain 200: the handler has already answered
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

// answer returns the answer to a question. While Redis hangs it computes none, because each reader would wait in vain
// and occupy slots that others need.
func (s *Server) answer(question string, c *fiber.Ctx) (*answer, error) {
	if c.Path() != ancestorsPath && s.parts.redisState(c.UserContext()).hangs {
		return nil, genesis.Unavailable(partRedis, "Redis does not answer")
	}
	return s.answers.getOrCompute(question, isExpensive(c.Path()), c)
}

// ancestorsPath is the endpoint whose answer is part of the program.
const ancestorsPath = "/api/ancestors"

func isExpensive(path string) bool {
	for _, p := range expensivePaths {
		if path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// getOrCompute returns a recent answer, or runs the remaining handlers of c to compute one for itself and for all
// callers that send the same request meanwhile. The answer is nil if the handlers responded with anything but 200.
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
	if one == nil && !led { // rare: another caller's response can't be shared
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

// send writes the answer: 304 without a body if the caller already has it, compressed if the caller accepts that.
func (one *answer) send(c *fiber.Ctx) error {
	c.Set(fiber.HeaderETag, one.etag)
	c.Set(fiber.HeaderCacheControl, "no-cache") // clients may store it but must revalidate it
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
	c.Context().Response.SetBodyRaw(body) // the body is immutable
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
