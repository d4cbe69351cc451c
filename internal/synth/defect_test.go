package synth

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestADefectIsAnswered(t *testing.T) {
	broken := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("index out of range") })
	w := httptest.NewRecorder()
	recoverDefect(broken, slog.New(slog.DiscardHandler)).ServeHTTP(w, httptest.NewRequest("POST", "/api/chat", nil))
	if body := w.Body.String(); w.Code != http.StatusInternalServerError || !strings.Contains(body, `"error"`) {
		t.Errorf("%d %s", w.Code, body)
	}
	if strings.Contains(w.Body.String(), "index") {
		t.Error("the answer tells of our insides")
	}
}
