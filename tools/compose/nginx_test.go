package compose

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestViewersBehindAProxyAreToldApart runs the page's nginx, by its own script and its own file, before a gateway that
// answers with the address that it is told.
func TestViewersBehindAProxyAreToldApart(t *testing.T) {
	if _, err := exec.LookPath("nginx"); err != nil {
		t.Skip("nginx is not installed (apt-get install nginx-light)")
	}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, strings.Join(r.Header.Values("X-Forwarded-For"), "|"))
	}))
	defer gateway.Close()
	for _, c := range []struct{ trusted, forwarded, want string }{
		{"", "198.51.100.7", "127.0.0.1"}, // nobody is believed
		{"127.0.0.1", "198.51.100.7", "198.51.100.7"},
		{"host,127.0.0.0/8", "192.0.2.66, 203.0.113.9", "203.0.113.9"}, // the viewer made the first one up
		{"127.0.0.1,203.0.113.0/24", "198.51.100.7, 203.0.113.9", "198.51.100.7"},
		{"127.0.0.1", "", "127.0.0.1"},
	} {
		page := serveNginx(t, strings.TrimPrefix(gateway.URL, "http://"), c.trusted)
		for _, path := range []string{"/api/stats", "/ws/world"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if c.forwarded != "" {
				req.Header.Set("X-Forwarded-For", c.forwarded)
			}
			if got := answer(t, req); got != c.want {
				t.Errorf("trusting %q, of %q the gateway hears %q at %s, want %q", c.trusted, c.forwarded, got, path, c.want)
			}
		}
	}
}

// serveNginx starts nginx as the container does, but for its port and the folder that it writes to.
func serveNginx(t *testing.T, gateway, trusted string) (address string) {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	moved := func(name string, pairs ...string) string {
		text, err := os.ReadFile(root + "/frontend/" + name)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		pairs = append(pairs, "/tmp/", dir+"/")
		if err := os.WriteFile(path, []byte(strings.NewReplacer(pairs...).Replace(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	conf := moved("nginx.conf", "listen 3000", "listen 127.0.0.1:"+port, "/dev/stdout", dir+"/access.log", "/dev/stderr",
		dir+"/error.log")
	cmd := exec.Command("sh", moved("nginx.sh", "exec nginx", "exec nginx -c "+conf))
	cmd.Env = append(os.Environ(), "GENESIS_GATEWAY="+gateway, "GENESIS_TRUSTED_PROXIES="+trusted)
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGQUIT)
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return "http://127.0.0.1:" + port
		}
	}
	log, _ := os.ReadFile(dir + "/error.log")
	t.Fatalf("nginx does not answer: %s", log)
	return ""
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func answer(t *testing.T, req *http.Request) string {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Sprint(resp.Status, err)
	}
	return string(body)
}
