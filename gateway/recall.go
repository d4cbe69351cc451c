package gateway

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
)

// headerDegraded names the part whose absence makes an answer old.
const headerDegraded = "Genesis-Degraded"

// How much of what was answered lately is remembered, for the time when a part does not answer.
const (
	answersKept = 256
	answerMax   = 256 << 10 // bytes; longer ones are not remembered
	answerAge   = time.Hour
)

// recall remembers the last good answer to each question.
type recall struct {
	mu      sync.Mutex
	answers map[string]remembered
	order   []string // oldest first
}

type remembered struct {
	kind string // content type
	link string
	body []byte
	at   time.Time
}

func newRecall() *recall { return &recall{answers: map[string]remembered{}} }

func (r *recall) keep(question string, a remembered) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.answers[question]; known {
		r.order = slices.DeleteFunc(r.order, func(q string) bool { return q == question })
	}
	r.answers[question] = a
	if r.order = append(r.order, question); len(r.order) > answersKept {
		delete(r.answers, r.order[0])
		r.order = r.order[1:]
	}
}

func (r *recall) find(question string) (remembered, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, ok := r.answers[question]
	return a, ok && time.Since(a.at) < answerAge
}

// recalling answers a question from memory while a part that knows the answer is away. The answer says so: in the header
// Genesis-Degraded, by its Age, and in the fields that tell how the parts fare.
func (s *Server) recalling(c *fiber.Ctx) error {
	err := c.Next()
	if c.Method() != fiber.MethodGet {
		return err
	}
	question := c.OriginalURL()
	if err == nil {
		if body := c.Response().Body(); c.Response().StatusCode() == fiber.StatusOK && len(body) <= answerMax {
			s.recall.keep(question, remembered{
				kind: string(c.Response().Header.ContentType()), link: string(c.Response().Header.Peek(fiber.HeaderLink)),
				body: bytes.Clone(body), at: time.Now(),
			})
		}
		return nil
	}
	missing := genesis.MissingPart(err)
	last, known := s.recall.find(question)
	if missing == "" || !known {
		return err
	}
	s.log(c).Debug("answered from memory", "missing", missing, "error", err)
	c.Set(headerDegraded, missing)
	c.Set(fiber.HeaderAge, strconv.Itoa(int(time.Since(last.at).Seconds())))
	c.Set(fiber.HeaderContentType, last.kind)
	if last.link != "" {
		c.Set(fiber.HeaderLink, last.link)
	}
	return c.Send(degraded(last.body, missing))
}

// degraded corrects what an old answer says of the parts: without Redis nothing is known of the engine.
func degraded(body []byte, missing string) []byte {
	var answer map[string]json.RawMessage
	if json.Unmarshal(body, &answer) != nil || answer["degraded"] == nil {
		return body
	}
	engine, part := engineDown, down
	if missing == partRedis {
		engine, part = engineUnknown, unknown
	}
	for name, value := range map[string]any{"degraded": []string{missing}, "engine": engine, "engine_up": false} {
		if answer[name] != nil {
			answer[name], _ = json.Marshal(value) // plain values always have a JSON form
		}
	}
	var parts map[string]string
	if json.Unmarshal(answer["parts"], &parts) == nil {
		parts[partEngine] = part
		parts[missing] = down
		answer["parts"], _ = json.Marshal(parts)
	}
	corrected, err := json.Marshal(answer)
	if err != nil {
		return body
	}
	return corrected
}
