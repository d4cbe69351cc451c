package gateway

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

func TestBind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		addr        string
		token, open bool
		ok          bool
	}{
		{"127.0.0.1:8000", false, false, true},
		{"localhost:8000", false, false, true},
		{"[::1]:8000", false, false, true},
		{"127.9.9.9:0", false, false, true},
		{"0.0.0.0:8000", false, false, false},
		{":8000", false, false, false},
		{"[::]:8000", false, false, false},
		{"192.168.1.5:8000", false, false, false},
		{"example.org:8000", false, false, false},
		{"0.0.0.0:8000", true, false, true},
		{"0.0.0.0:8000", false, true, true},
		{"8000", true, true, false},
	} {
		_, err := CheckBind(c.addr, c.token, c.open)
		if (err == nil) != c.ok || (err != nil && genesis.CodeOf(err) != genesis.CodeInvalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.Token = "s3cret" })
	h.alive()
	seen := h.engine(obey)
	for _, c := range []struct {
		header string
		status int
	}{
		{"", 401}, {"Bearer", 401}, {"Bearer ", 401}, {"Bearer s3cre", 401}, {"Bearer s3cret1", 401}, {"Basic s3cret", 401},
		{"s3cret", 401}, {"Bearer s3cret", 200}, {"bearer s3cret", 200},
	} {
		before := len(seen())
		r := h.call("POST", "/api/world/pause", "", "Authorization", c.header)
		if r.StatusCode != c.status {
			t.Errorf("Authorization %q: %d, want %d", c.header, r.StatusCode, c.status)
		}
		same(t, len(seen())-before, map[int]int{200: 1, 401: 0}[c.status])
		if c.status == 401 {
			same(t, r.Header.Get("WWW-Authenticate"), "Bearer")
		}
	}
	same(t, h.call("POST", "/api/evolution/trigger", "").StatusCode, 401)
	same(t, h.call("GET", "/api/world/state", "").StatusCode, 200)
}

func TestOriginAndHost(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	h.engine(obey)
	own := "http://" + h.addr
	for _, c := range []struct {
		origin, host string
		status       int
	}{
		{"", "", 200},
		{own, "", 200},
		{"http://localhost:5173", "", 200},
		{"http://[::1]:5173", "", 200},
		{"https://evil.example", "", 403},
		{"null", "", 403},
		{"http://127.0.0.1.evil.example", "", 403},
		{"http://localhost.evil.example:8000", "", 403},
		{"http://evil.example", "evil.example", 403}, // a name that was pointed here
		{"", "evil.example:8000", 403},
		{"", "localhost:8000", 200},
	} {
		headers := []string{"Origin", c.origin}
		if c.host != "" {
			headers = append(headers, "Host", c.host)
		}
		if r := h.call("POST", "/api/world/pause", "", headers...); r.StatusCode != c.status {
			t.Errorf("%+v: %d %s", c, r.StatusCode, r.body)
		}
	}
	behindProxy := start(t, func(c *Config) { c.Token, c.AllowedHosts = "s3cret", []string{"Genesis.example"} })
	behindProxy.engine(obey)
	r := behindProxy.call("POST", "/api/world/pause", "", "Origin", "https://genesis.example", "Host", "genesis.example",
		"Authorization", "Bearer s3cret")
	same(t, r.StatusCode, 200)
}

// TestForeignHost sends requests for a foreign host name, which a site may have pointed here so that its pages can read
// the answers.
func TestForeignHost(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	for _, path := range []string{"/api/world/state", "/metrics", "/ws/world-stream", "/api/nothing"} {
		same(t, h.call("GET", path, "", "Host", "evil.example:8000").StatusCode, 403)
		if status := h.call("GET", path, "", "Host", "localhost:8000").StatusCode; status == 403 {
			t.Errorf("GET %s as localhost: %d", path, status)
		}
	}
	same(t, h.call("GET", "/healthz", "", "Host", "evil.example").StatusCode, 200)
}

func TestAllowedHosts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		addr, token, allowed, host string
		ok                         bool
	}{
		{"127.0.0.1:8000", "", "", "LocalHost", true},
		{"127.0.0.1:8000", "", "", "::1", true},
		{"127.0.0.1:8000", "", "", "genesis.example", false},
		{"127.0.0.1:8000", "", "genesis.example", "Genesis.Example.", true},
		{"127.0.0.1:8000", "s3cret", "", "genesis.example", false},
		{"192.168.1.5:8000", "", "", "192.168.1.5", true},
		{"192.168.1.5:8000", "", "", "evil.example", false},
		{"[fd00::5]:8000", "", "", "fd00::5", true},
		{"0.0.0.0:8000", "", "", "evil.example", false},
		{"0.0.0.0:8000", "s3cret", "", "genesis.example", true},
		{"0.0.0.0:8000", "s3cret", "genesis.example", "evil.example", false},
		{":8000", "", "", "", true}, // no browser omits the Host header
	} {
		config := Config{Addr: c.addr, Token: c.token}
		if c.allowed != "" {
			config.AllowedHosts = []string{c.allowed}
		}
		loopback, err := CheckBind(c.addr, c.token != "", true)
		must(t, err)
		if got := newHosts(config, loopback).allow(c.host); got != c.ok {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestTrustedProxies checks that callers behind a trusted proxy are told apart by X-Forwarded-For, and behind others
// they are not.
func TestTrustedProxies(t *testing.T) {
	t.Parallel()
	for _, proxies := range [][]string{nil, {"192.0.2.0/24"}, {"127.0.0.0/8"}} {
		h := start(t, func(c *Config) { c.Proxies = proxies })
		for i := range 12 { // the bucket for triggers holds 10
			h.call("POST", "/api/evolution/trigger", "{}", "X-Forwarded-For", "198.51.100.7", "Idempotency-Key", fmt.Sprint(i))
		}
		r := h.call("POST", "/api/evolution/trigger", "{}", "X-Forwarded-For", "198.51.100.8")
		if believed := r.StatusCode != 429; believed != (len(proxies) > 0 && proxies[0] == "127.0.0.0/8") {
			t.Errorf("proxies %v: another caller gets %d %s", proxies, r.StatusCode, r.body)
		}
	}
}

func TestTakenPort(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.call("GET", "/healthz", "")
	second, err := New(Config{Store: h.connect(), Addr: h.addr})
	must(t, err)
	err = second.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "GENESIS_HTTP_ADDR") || !strings.Contains(err.Error(), "is in use") {
		t.Fatalf("got %v", err)
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	l := newLimiter(1, 3)
	for i := range 3 {
		if _, ok := l.take("a"); !ok {
			t.Fatalf("call %d of a bucket of 3 was refused", i+1)
		}
	}
	wait, ok := l.take("a")
	if ok || wait <= 0 || wait.Seconds() > 1 {
		t.Fatalf("the fourth call: wait %v, ok %v", wait, ok)
	}
	if _, ok := l.take("b"); !ok {
		t.Fatal("another caller was refused")
	}
	for i := range 3 * maxCallers {
		l.take(fmt.Sprint(i))
	}
	if len(l.callers) > maxCallers {
		t.Fatalf("%d callers are remembered", len(l.callers))
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	same(t, h.call("GET", "/healthz", "", "X-Request-Id", "abc-1").Header.Get("X-Request-Id"), "abc-1")
	if id := h.call("GET", "/healthz", "", "X-Request-Id",
		"a b<script>").Header.Get("X-Request-Id"); !requestID.MatchString(id) {
		t.Fatalf("got %q", id)
	}
}
