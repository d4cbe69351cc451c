package gateway

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/ai-genesis/ai-genesis"
)

// unreadable answers a request that could not be parsed, before any of our handlers runs. It shows nothing of the
// request, unlike the server's own errors, because it may contain a token. It logs nothing, because a client that
// disconnects is not an error of the gateway.
func (s *Server) unreadable(ctx *fasthttp.RequestCtx, err error) {
	e, status := explainUnreadable(err)
	ctx.ResetBody()
	ctx.SetStatusCode(status)
	ctx.SetContentType(fiber.MIMEApplicationJSON)
	ctx.Response.Header.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	body, err := json.Marshal(errorBody{e})
	if err != nil {
		return // can't happen: it is text and a number
	}
	ctx.SetBody(body)
}

func explainUnreadable(err error) (*genesis.Error, int) {
	var network net.Error
	switch {
	case isType[*fasthttp.ErrSmallBuffer](err):
		return genesis.Errorf(genesis.CodeTooLarge, "the request line and headers have more than %d bytes: send "+
				"a shorter URL, fewer headers or fewer cookies", maxHeader).With("limit_bytes", maxHeader),
			fiber.StatusRequestHeaderFieldsTooLarge
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return genesis.Errorf(genesis.CodeTooLarge, "the body has more than %d bytes: send a shorter one", maxBody).
			With("limit_bytes", maxBody), fiber.StatusRequestEntityTooLarge
	case errors.As(err, &network) && network.Timeout():
		return genesis.Errorf(genesis.CodeInvalid, "the request did not arrive within %d seconds: send it again",
			readTime/time.Second), fiber.StatusRequestTimeout
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return genesis.Errorf(genesis.CodeInvalid, "the connection ended before the request did: send it again"),
			fiber.StatusBadRequest
	}
	return genesis.Errorf(genesis.CodeInvalid, "this is not a valid HTTP/1.1 request: check its request line, its "+
		"headers and its Content-Length"), fiber.StatusBadRequest
}

func isType[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
