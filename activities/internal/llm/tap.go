package llm

import (
	"errors"
	"io"
	"net/http"
)

// tap records whether a response was received completely. Ollama's client takes a broken connection for the end of the
// answer.
type tap struct {
	http.RoundTripper
	whole bool
}

// RoundTrip implements http.RoundTripper.
func (t *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.RoundTripper.RoundTrip(r)
	if err == nil {
		response.Body = tapped{response.Body, t}
	}
	return response, err
}

// tapped is the body of a response.
type tapped struct {
	io.ReadCloser
	tap *tap
}

// Read implements io.Reader.
func (b tapped) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.tap.whole = b.tap.whole || errors.Is(err, io.EOF)
	return n, err
}
