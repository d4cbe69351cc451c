package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

const (
	headerReplayed = "Idempotent-Replayed"
	commandKey     = "command_id" // the local that holds the command id of a request with an idempotency key
)

// idempotent carries out a change with an Idempotency-Key only once: for 24 hours, the same request with the same key
// gets the first answer again. If the first request was never answered, the repeated one sends its command under the
// same id, by which the engine recognises it.
func (s *Server) idempotent(c *fiber.Ctx) error {
	if c.Get(headerIdempotency) == "" {
		return c.Next()
	}
	key, err := idempotency(c)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append([]byte(c.Path()+"\x00"), c.Body()...))
	request := hex.EncodeToString(sum[:16])
	answer, err := s.Store.Claim(c.UserContext(), key, request)
	if err != nil {
		return err
	}
	if answer != nil {
		c.Set(headerReplayed, "true")
		return c.JSON(answer)
	}
	c.Locals(commandKey, command.OncePrefix+uuid.NewSHA1(uuid.NameSpaceOID, []byte(s.Store.World()+"\x00"+key)).String())
	if err := c.Next(); err != nil || c.Response().StatusCode() != fiber.StatusOK {
		return err
	}
	if err := s.Store.StoreAnswer(c.UserContext(), key, request,
		json.RawMessage(append([]byte{}, c.Response().Body()...))); err != nil {
		s.log(c).Warn("the answer to an Idempotency-Key was not stored", "error", err)
	}
	return nil
}

// commandID returns the id for the request's command, or "" for a new one.
func commandID(c *fiber.Ctx) string {
	id, _ := c.Locals(commandKey).(string)
	return id
}
