package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

const (
	headerReplayed = "Idempotent-Replayed"
	commandKey     = "command_id" // the local with the id of a command whose request has an idempotency key
)

// idempotent carries a change with an Idempotency-Key out once: the same request with the same key gets the answer of
// the first again, for 24 hours. A request whose first answer never came is sent again under the same command id, by
// which the engine knows it.
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
	c.Locals(commandKey, "once-"+uuid.NewSHA1(uuid.NameSpaceOID, []byte(s.Store.World()+"\x00"+key)).String())
	if err := c.Next(); err != nil || c.Response().StatusCode() != fiber.StatusOK {
		return err
	}
	if err := s.Store.StoreAnswer(c.UserContext(), key, request,
		json.RawMessage(append([]byte{}, c.Response().Body()...))); err != nil {
		s.log(c).Warn("the answer to an Idempotency-Key was not kept", "error", err)
	}
	return nil
}

// commandID is the id of the request's command: "" for a fresh one.
func commandID(c *fiber.Ctx) string {
	id, _ := c.Locals(commandKey).(string)
	return id
}
