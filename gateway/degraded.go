package gateway

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// markOld is a middleware that marks an answer as possibly old while Redis takes no writes, because its content can't
// be newer than the first refused write. Age is the time since then, unless the handler has set it.
func (s *Server) markOld(c *fiber.Ctx) error {
	err := c.Next()
	if err != nil || c.Method() != fiber.MethodGet || c.Response().StatusCode() != fiber.StatusOK ||
		len(c.Response().Header.Peek(headerDegraded)) > 0 {
		return err
	}
	if since := s.parts.redisState(c.UserContext()).since; !since.IsZero() {
		c.Set(headerDegraded, partRedis)
		c.Set(fiber.HeaderAge, strconv.Itoa(int(time.Since(since).Seconds())))
	}
	return nil
}

// degraded corrects what an old answer says about the parts: without Redis, nothing is known about the engine.
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
			answer[name], _ = json.Marshal(value) // can't fail for plain values
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
