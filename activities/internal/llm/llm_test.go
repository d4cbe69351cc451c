package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// server serves Ollama's /api/chat with the given handler.
func server(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	c, err := New(s.URL, "tiny", LimitsOf(2*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func say(w http.ResponseWriter, part string, done bool, reason string) {
	_ = json.NewEncoder(w).Encode(map[string]any{
		"model": "tiny", "message": map[string]string{"role": "assistant", "content": part}, "done": done,
		"done_reason": reason,
	})
	w.(http.Flusher).Flush()
}

func status(code int, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": message})
	}
}

func TestChatStreams(t *testing.T) {
	var asked map[string]any
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/show" {
			return
		}
		_ = json.NewDecoder(r.Body).Decode(&asked)
		say(w, "func ", false, "")
		say(w, "Execute", true, "stop")
	})
	var parts []string
	a, err := c.Chat(t.Context(), Prompt{System: "s", User: "u", Seed: 7, Schema: json.RawMessage(`{"type":"object"}`)},
		func(p Part) {
			if p.Text != "" {
				parts = append(parts, p.Text)
			}
		})
	if err != nil || a.Text != "func Execute" || a.Model != "tiny" || len(parts) != 2 {
		t.Fatalf("%+v, %v, parts %q", a, err, parts)
	}
	if options := asked["options"].(map[string]any); options["seed"] != 7.0 || asked["format"] == nil ||
		asked["truncate"] != false {
		t.Errorf("asked %v", asked)
	}
}

// htmlPage answers like a proxy.
func htmlPage(code int, title string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(code)
		fmt.Fprintf(
			w,
			"<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"+
				"<hr><center>nginx/1.27.1</center>\r\n</body>\r\n</html>\r\n",
			title, title,
		)
	}
}

func TestErrorsHaveKinds(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		kind   string
		says   string
	}{
		{"model missing", status(404, `model "tiny" not found, try pulling it first`), genesis.FailModelMissing,
			"run `ollama pull tiny`"},
		{"model missing, newer words", status(404, `model 'tiny' not found`), genesis.FailModelMissing,
			"run `ollama pull tiny`"},
		{"auth", status(401, "unauthorized"), genesis.FailLLMAuth, "credentials"},
		{"forbidden", status(403, "no"), genesis.FailLLMAuth, "refuses"},
		{"too long", status(400, "the input length exceeds the context length"), genesis.FailContextTooLong,
			"context length"},
		{"too long for the runner", status(500, "exceed_context_size_error: the request exceeds the available context size"),
			genesis.FailContextTooLong, "context size"},
		{"busy", status(503, "server busy"), genesis.FailLLMAbsent, "busy"},
		{"out of memory", status(500, "model requires more system memory (8 GiB) than is available"), genesis.FailLLMAbsent,
			"memory"},
		{"broken", status(500, "boom"), "", "boom"},
		{"died while it read", status(500, "model runner has unexpectedly stopped, this may be due to resource limitations"),
			genesis.FailLLMAbsent, "unexpectedly"},
		{"died while it loaded", status(500, "llama runner process has terminated: exit status 2"), genesis.FailLLMAbsent,
			"terminated"},
		{"timed out while loading", status(500, "timed out waiting for llama runner to start - progress 0.00 - "),
			genesis.FailLLMAbsent, "timed out"},
		{"lost its runner", status(500, "llama runner process no longer running: -1"), genesis.FailLLMAbsent, "no longer"},
		{"runner refuses", status(500, `do load request: Post "http://127.0.0.1:34567/load": EOF`), genesis.FailLLMAbsent,
			"load request"},
		{"proxy 502", htmlPage(502, "502 Bad Gateway"), genesis.FailLLMAbsent, "answers 502"},
		{"proxy 503", htmlPage(503, "Service Unavailable"), genesis.FailLLMAbsent, "answers 503"},
		{"proxy 504", htmlPage(504, "504 Gateway Time-out"), genesis.FailLLMAbsent, "answers 504"},
		{"Cloudflare 524", htmlPage(524, "A timeout occurred"), genesis.FailLLMAbsent, "answers 524"},
		{"proxy 500", htmlPage(500, "Internal Server Error"), "", "answers 500"},
		{"wrong path", status(404, "404 page not found"), genesis.FailLLMAddress, "GENESIS_OLLAMA_URL"},
		{"wrong path, HTML", htmlPage(404, "Not Found"), genesis.FailLLMAddress, "GENESIS_OLLAMA_URL"},
		{"another API", status(405, "method not allowed"), genesis.FailLLMAddress, "GENESIS_OLLAMA_URL"},
		{"given up", func(w http.ResponseWriter, _ *http.Request) { say(w, "func", false, "") }, genesis.FailLLMMalformed,
			"repeats itself"},
		{"empty", func(http.ResponseWriter, *http.Request) {}, genesis.FailLLMAbsent, "without an end"},
		{"dies in the middle", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "func", false, "")
			panic(http.ErrAbortHandler)
		}, genesis.FailLLMAbsent, "broke off"},
		{"fails in the middle", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "func", false, "")
			fmt.Fprintln(w, `{"error":"an error was encountered while running the model"}`)
		}, genesis.FailLLMAbsent, "broke off"},
		{"killed for memory", status(500, "llama runner process has terminated: signal: killed"), genesis.FailLLMAbsent,
			"killed"},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) { say(w, "func", true, "length") }, genesis.FailLLMMalformed,
			"cut off"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for range 40 {
				say(w, strings.Repeat("x", 2<<10), false, "")
			}
		}, genesis.FailLLMMalformed, "longer than"},
		{"not an Ollama", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, "<html><head><title>Router</title></head></html>")
		}, genesis.FailLLMAbsent, "Router"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := server(t, test.answer).Chat(t.Context(), Prompt{}, func(Part) {})
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Kind != test.kind || !strings.Contains(e.Message, test.says) {
				t.Errorf("%#v, want kind %q and …%s…", err, test.kind, test.says)
			}
			if ok &&
				(strings.ContainsAny(e.Message, "<>\n") || e.Kind != genesis.FailModelMissing && strings.Contains(e.Message,
					"ollama pull")) {
				t.Errorf("people are told %q", e.Message)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	c, _ := New("http://"+l.Addr().String(), "tiny", LimitsOf(time.Minute))
	_, err = c.Chat(t.Context(), Prompt{}, func(Part) {})
	if e, ok := errors.AsType[*Error](err); !ok || e.Kind != genesis.FailLLMAbsent {
		t.Errorf("%v, want the kind LLMAbsent", err)
	}
	if c.Answers(t.Context()) {
		t.Error("answers, though nobody listens")
	}
}

func TestWatchdogAndCancel(t *testing.T) {
	stall := func(words ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/show" {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body) // otherwise the server does not notice that the client has disconnected
			for _, word := range words {
				say(w, word, false, "")
				time.Sleep(time.Millisecond)
			}
			<-r.Context().Done()
		}
	}
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		limits Limits
		says   string
	}{
		{"never begins", stall(), Limits{First: 100 * time.Millisecond, Gap: time.Minute, Total: time.Minute},
			"the limit until the first word is 100ms"},
		{"stops", stall("func"), Limits{First: time.Minute, Gap: 100 * time.Millisecond, Total: time.Minute},
			"after 1 tokens; the limit is 100ms"},
		{"is too slow", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			for r.URL.Path != "/api/show" && r.Context().Err() == nil {
				say(w, "a ", false, "")
				time.Sleep(20 * time.Millisecond)
			}
		}, Limits{First: 100 * time.Millisecond, Gap: time.Minute, Total: 2 * time.Second},
			"a second; the limit for an answer is"},
	} {
		c := server(t, test.answer)
		c.limits = test.limits
		_, err := c.Chat(t.Context(), Prompt{MaxTokens: 1000}, func(Part) {})
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != genesis.FailLLMAbsent ||
			!strings.Contains(e.Message, test.says) {
			t.Errorf("a model that %s: %v, want …%s…", test.name, err, test.says)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := server(t, stall("func")).Chat(ctx, Prompt{}, func(Part) {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the context's error", err)
	}
}

// TestRate: the rate of a model is measured from its first token and determines its time limit.
func TestRate(t *testing.T) {
	const words = 40
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		for range words {
			say(w, "a ", false, "")
			time.Sleep(5 * time.Millisecond)
		}
		say(w, "", true, "stop")
	})
	var last Progress
	begun := time.Now()
	if _, err := c.Chat(t.Context(), Prompt{}, func(p Part) { last = p.Progress }); err != nil {
		t.Fatal(err)
	}
	if most := words / (words * 0.005); last.Tokens != words+1 || last.Rate > 1.1*most ||
		last.Rate < words/time.Since(begun).Seconds()/2 {
		t.Errorf("%+v after %v", last, time.Since(begun))
	}
}

// thinker is a server with a model that thinks. It records the requests.
type thinker struct {
	caps   []string
	info   map[string]any
	asked  []map[string]any
	answer func(w http.ResponseWriter, asked map[string]any)
}

func (m *thinker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/show" {
		_ = json.NewEncoder(w).Encode(map[string]any{"capabilities": m.caps, "model_info": m.info})
		return
	}
	asked := map[string]any{}
	_ = json.NewDecoder(r.Body).Decode(&asked)
	m.asked = append(m.asked, asked)
	m.answer(w, asked)
}

func (m *thinker) option(name string) float64 {
	return m.asked[len(m.asked)-1]["options"].(map[string]any)[name].(float64)
}

func fine(w http.ResponseWriter, _ map[string]any) { say(w, "ok", true, "stop") }

// TestThinking: a model that can think does so for a plan, with extra tokens, but not for a program. A model that
// cannot stop thinking gets extra tokens. One that thinks for too long is asked again without thoughts. The think
// option is not sent to a server without support for it.
func TestThinking(t *testing.T) {
	for name, test := range map[string]struct {
		caps   []string
		arch   string
		think  bool
		wants  any
		tokens float64
	}{
		"plain model, plan":    {nil, "llama", true, nil, 1000},
		"plain model, code":    {nil, "llama", false, nil, 1000},
		"thinking model, plan": {[]string{"completion", "thinking"}, "qwen3", true, true, 1000 + thoughts},
		"thinking model, code": {[]string{"completion", "thinking"}, "qwen3", false, false, 1000},
		"gpt-oss, plan":        {[]string{"thinking"}, "gptoss", true, "medium", 1000 + thoughts},
		"gpt-oss, code":        {[]string{"thinking"}, "gptoss", false, "low", 1000 + few},
	} {
		m := &thinker{caps: test.caps, info: map[string]any{"general.architecture": test.arch}, answer: fine}
		c := server(t, m.ServeHTTP)
		if _, err := c.Chat(t.Context(), Prompt{Think: test.think, MaxTokens: 1000}, func(Part) {}); err != nil {
			t.Fatal(err)
		}
		if got := m.asked[0]["think"]; got != test.wants || m.option("num_predict") != test.tokens {
			t.Errorf("%s: think %v with room for %v, want %v with %v", name, got, m.option("num_predict"), test.wants,
				test.tokens)
		}
	}
	eats := func(w http.ResponseWriter, asked map[string]any) {
		if asked["think"] == true {
			_ = json.NewEncoder(w).Encode(
				map[string]any{"message": map[string]string{"thinking": "hm"}, "done": true, "done_reason": "length"},
			)
			return
		}
		fine(w, asked)
	}
	m := &thinker{caps: []string{"thinking"}, answer: eats}
	if a, err := server(t, m.ServeHTTP).Chat(t.Context(), Prompt{Think: true, MaxTokens: 600},
		func(Part) {}); err != nil ||
		a.Text != "ok" ||
		len(m.asked) != 2 {
		t.Errorf("a model whose thoughts eat the answer: %+v, %v after %d questions", a, err, len(m.asked))
	}
	room := 0.0
	inline := &thinker{answer: func(w http.ResponseWriter, asked map[string]any) {
		if got := asked["options"].(map[string]any)["num_predict"].(float64); room == 0 {
			room = got
			say(w, "<think>hm", true, "length")
		} else if got == 2*room {
			fine(w, asked)
		}
	}}
	if a, err := server(t, inline.ServeHTTP).Chat(t.Context(), Prompt{MaxTokens: 600}, func(Part) {}); err != nil ||
		a.Text != "ok" {
		t.Errorf("a model that thinks aloud: %+v, %v", a, err)
	}
	old := &thinker{caps: []string{"thinking"}, answer: func(w http.ResponseWriter, asked map[string]any) {
		if asked["think"] != nil {
			status(400, `"tiny" does not support thinking`)(w, nil)
			return
		}
		fine(w, asked)
	}}
	if a, err := server(t, old.ServeHTTP).Chat(t.Context(), Prompt{MaxTokens: 600}, func(Part) {}); err != nil ||
		a.Text != "ok" {
		t.Errorf("a server that knows no thoughts: %+v, %v", a, err)
	}
}

// TestContextFitsThePrompt: num_ctx and num_predict depend on the prompt and the model, and a truncated prompt is
// detected.
func TestContextFitsThePrompt(t *testing.T) {
	long := strings.Repeat("word ", 6000) // 30,000 bytes
	for name, test := range map[string]struct {
		info            map[string]any
		prompt          string
		context, tokens float64
		kind            string
	}{
		"usual":             {map[string]any{"llama.context_length": 131072}, "short", minCtx, 2500, ""},
		"long prompt":       {map[string]any{"llama.context_length": 131072}, long, 16384, 2500, ""},
		"unknown model":     {nil, long, 16384, 2500, ""},
		"short context":     {map[string]any{"llama.context_length": 2048}, "short", 2048, 2048 - 65, ""},
		"too short context": {map[string]any{"llama.context_length": 2048}, long, 0, 0, genesis.FailContextTooLong},
		"small model": {map[string]any{"llama.context_length": 8192, "general.parameter_count": 135e6}, "short", 8192,
			1250, ""},
	} {
		m := &thinker{info: test.info, answer: fine}
		_, err := server(t, m.ServeHTTP).Chat(t.Context(), Prompt{User: test.prompt, MaxTokens: 2500}, func(Part) {})
		if e, _ := errors.AsType[*Error](err); (e == nil) != (test.kind == "") || e != nil && e.Kind != test.kind {
			t.Errorf("%s: %v", name, err)
		} else if e == nil && (m.option("num_ctx") != test.context || m.option("num_predict") != test.tokens) {
			t.Errorf("%s: %v, want %v and %v", name, m.asked[0]["options"], test.context, test.tokens)
		}
	}
	counted := 7500
	m := &thinker{answer: func(w http.ResponseWriter, _ map[string]any) {
		_ = json.NewEncoder(w).Encode(
			map[string]any{"message": map[string]string{"content": "ok"}, "done": true, "prompt_eval_count": counted},
		)
	}}
	c := server(t, m.ServeHTTP)
	for _, test := range []struct {
		counted int
		cut     bool
	}{{7500, false}, {7400, false}, {0, false}, {4096, true}, {2048, true}, {7500, false}} {
		counted = test.counted
		_, err := c.Chat(t.Context(), Prompt{User: long, MaxTokens: 100}, func(Part) {})
		if e, _ := errors.AsType[*Error](err); (e != nil) != test.cut ||
			e != nil && (e.Kind != genesis.FailContextTooLong || !strings.Contains(e.Message, "cut the prompt")) {
			t.Errorf("the server read %d of 7500 tokens: %v", test.counted, err)
		}
	}
}

// TestPull: the progress of the server is reported, and a model that does not exist is distinguished from an
// unavailable registry.
func TestPull(t *testing.T) {
	lines := func(all ...map[string]any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for _, l := range all {
				_ = json.NewEncoder(w).Encode(l)
			}
		}
	}
	var completed, total int64
	c := server(
		t,
		lines(map[string]any{"status": "pulling manifest"},
			map[string]any{"status": "pulling a", "digest": "a", "total": 100, "completed": 40},
			map[string]any{"status": "pulling b", "digest": "b", "total": 10, "completed": 10},
			map[string]any{"status": "success"}),
	)
	if err := c.Pull(t.Context(), "tiny", func(n, of int64) { completed, total = n, of }); err != nil || completed != 50 ||
		total != 110 {
		t.Errorf("%v, %d of %d", err, completed, total)
	}
	for said, kind := range map[string]string{
		"pull model manifest: file does not exist": genesis.FailModelMissing,
		`pull model manifest: Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no such host`: genesis.FailLLMAbsent,
		"max retries exceeded: EOF": genesis.FailLLMAbsent,
	} {
		err := server(t, lines(map[string]any{"status": "pulling manifest"}, map[string]any{"error": said})).Pull(t.Context(),
			"tiny", func(int64, int64) {})
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != kind {
			t.Errorf("%s: %v, want kind %s", said, err, kind)
		}
	}
}
