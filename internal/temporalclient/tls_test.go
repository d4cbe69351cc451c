package temporalclient_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	common "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

func settings(t *testing.T, environ ...string) config.Settings {
	t.Helper()
	s, err := config.Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// authority is a CA that signs certificates for this test.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.cert, a.key = a.sign("ca", nil)
	return a
}

// sign writes NAME.pem and NAME.key; without a parent the certificate is self-signed.
func (a *authority) sign(name string, parent *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour),
		NotAfter:  time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true,
		IsCA: parent == nil,
	}
	signer, with := c, key
	if parent != nil {
		signer, with = parent, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, signer, &key.PublicKey, with)
	if err != nil {
		a.t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name+".pem", &pem.Block{Type: "CERTIFICATE", Bytes: der})
	a.write(name+".key", &pem.Block{Type: "EC PRIVATE KEY", Bytes: private})
	c, err = x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return c, key
}

func (a *authority) write(name string, block *pem.Block) {
	a.t.Helper()
	if err := os.WriteFile(a.file(name), pem.EncodeToMemory(block), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

// front is a TLS proxy in front of a Temporal frontend. It requires a client certificate or an API key, as Temporal
// Cloud does.
func (a *authority) front(behind string, mutual bool, apiKey string) string {
	a.t.Helper()
	a.sign("server", a.cert)
	pair, err := tls.LoadX509KeyPair(a.file("server.pem"), a.file("server.key"))
	if err != nil {
		a.t.Fatal(err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2"}}
	if mutual {
		conf.ClientAuth, conf.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		conf.ClientCAs.AddCert(a.cert)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: behind})
	plain := &http.Transport{Protocols: new(http.Protocols)}
	plain.Protocols.SetUnencryptedHTTP2(true)
	proxy.Transport, proxy.FlushInterval = plain, -1
	proxy.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server := &http.Server{TLSConfig: conf, ErrorLog: proxy.ErrorLog, ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if apiKey != "" && r.Header.Get("Authorization") != "Bearer "+apiKey {
				w.Header().Set("Content-Type", "application/grpc")
				w.Header().Set("Grpc-Status", "16") // unauthenticated
				w.Header().Set("Grpc-Message", "Request unauthorized.")
				return
			}
			proxy.ServeHTTP(w, r)
		})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		a.t.Fatal(err)
	}
	go func() { _ = server.ServeTLS(l, "", "") }()
	a.t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// TestSecuredTemporals connects through the environment configuration to a Temporal behind TLS, behind client
// certificates and behind an API key, and prepares its namespace. With wrong credentials the error must say what is
// wrong.
func TestSecuredTemporals(t *testing.T) {
	behind := temporaltest.Server(t).FrontendHostPort()
	a := newAuthority(t)
	a.sign("client", a.cert)
	open, mutual, keyed := a.front(behind, false, ""), a.front(behind, true, ""), a.front(behind, false, "secret-key")
	profile := filepath.Join(t.TempDir(), "temporal.toml")
	if err := os.WriteFile(profile, []byte("[profile.cloud]\naddress = \""+keyed+
		"\"\nnamespace = \"default\"\napi_key = \"secret-key\"\n"+
		"[profile.cloud.tls]\nserver_ca_cert_path = \""+a.file("ca.pem")+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ca := "TEMPORAL_TLS_SERVER_CA_CERT_PATH=" + a.file("ca.pem")
	cert := []string{"TEMPORAL_TLS_CLIENT_CERT_PATH=" + a.file("client.pem"), "TEMPORAL_TLS_CLIENT_KEY_PATH=" +
		a.file("client.key")}
	for _, test := range []struct {
		name    string
		environ []string
		works   bool
	}{
		{"no TLS to one with", []string{"TEMPORAL_ADDRESS=" + open}, false},
		{"TLS, an unknown CA", []string{"TEMPORAL_ADDRESS=" + open, "TEMPORAL_TLS=true"}, false},
		{"TLS", []string{"TEMPORAL_ADDRESS=" + open, "TEMPORAL_TLS=true", ca}, true},
		{"TLS, the address of the settings", []string{"GENESIS_TEMPORAL_ADDRESS=" + open, "TEMPORAL_TLS=true", ca}, true},
		{"papers for another server", []string{"GENESIS_TEMPORAL_ADDRESS=" + keyed, "TEMPORAL_ADDRESS=" + open,
			"TEMPORAL_API_KEY=secret-key", ca}, false},
		{"no TLS, papers for another server", []string{"GENESIS_TEMPORAL_ADDRESS=" + behind, "TEMPORAL_ADDRESS=" + keyed,
			"TEMPORAL_API_KEY=secret-key", ca}, true},
		{"mTLS, no certificate", []string{"TEMPORAL_ADDRESS=" + mutual, "TEMPORAL_TLS=true", ca}, false},
		{"mTLS", append([]string{"TEMPORAL_ADDRESS=" + mutual, ca}, cert...), true},
		{"API key, none", []string{"TEMPORAL_ADDRESS=" + keyed, "TEMPORAL_TLS=true", ca}, false},
		{"API key, a wrong one", []string{"TEMPORAL_ADDRESS=" + keyed, "TEMPORAL_API_KEY=guess", ca}, false},
		{"API key", []string{"TEMPORAL_ADDRESS=" + keyed, "TEMPORAL_API_KEY=secret-key", ca}, true},
		{"a profile", []string{"TEMPORAL_CONFIG_FILE=" + profile, "TEMPORAL_PROFILE=cloud"}, true},
		{"an unknown profile", []string{"TEMPORAL_CONFIG_FILE=" + profile, "TEMPORAL_PROFILE=moon"}, false},
		{"a certificate that is not there", []string{"TEMPORAL_ADDRESS=" + open, "TEMPORAL_TLS_SERVER_CA_CERT_PATH=" +
			a.file("no.pem")}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, v := range append([]string{"TEMPORAL_CONFIG_FILE=" + os.DevNull}, test.environ...) {
				name, value, _ := strings.Cut(v, "=")
				t.Setenv(name, value)
			}
			s := settings(t, os.Environ()...)
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			if !test.works {
				ctx, stop = context.WithTimeout(t.Context(), 4*time.Second)
			}
			defer stop()
			err := temporalclient.Resolve(&s, os.Environ())
			var c *supervisor.Client
			if err == nil {
				c, err = supervisor.Dial(ctx, s)
			}
			if err == nil {
				defer c.Close()
				_, err = c.Prepare(ctx)
			}
			if (err == nil) != test.works {
				t.Fatalf("%v, want that it works: %v", err, test.works)
			}
			if err != nil && (strings.Contains(err.Error(), "secret-key") || strings.Contains(err.Error(), "guess")) {
				t.Errorf("the error tells a key: %v", err)
			}
		})
	}
}

func keyFile(t *testing.T, keys ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "codec.key")
	if err := os.WriteFile(file, []byte("# keys\n"+strings.Join(keys, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func newKey(t *testing.T) string {
	t.Helper()
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(key)
}

func TestCodec(t *testing.T) {
	old, now := newKey(t), newKey(t)
	open := func(keys ...string) *temporalclient.Codec {
		c, err := temporalclient.NewCodec(keyFile(t, keys...))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	plain := []*common.Payload{{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(`"eat"`)}}
	coded, err := open(old).Encode(plain)
	if err != nil || strings.Contains(coded[0].String(), "eat") {
		t.Fatalf("%v, %v", coded, err)
	}
	for name, c := range map[string]*temporalclient.Codec{"the same key": open(old), "a newer key before it": open(now,
		old)} {
		if back, err := c.Decode(append(coded, plain...)); err != nil || string(back[0].Data) != `"eat"` ||
			string(back[1].Data) != `"eat"` {
			t.Errorf("%s: %v, %v", name, back, err)
		}
	}
	if _, err := open(now).Decode(coded); genesis.CodeOf(err) != genesis.CodeForbidden {
		t.Errorf("another key: %v", err)
	}
	keyless, err := temporalclient.NewCodec("")
	if err != nil {
		t.Fatal(err)
	}
	if back, err := keyless.Encode(plain); err != nil || back[0] != plain[0] {
		t.Errorf("without a key %v became %v, %v", plain, back, err)
	}
	if back, err := keyless.Decode(plain); err != nil || back[0] != plain[0] && string(back[0].Data) != `"eat"` {
		t.Errorf("without a key %v is read as %v, %v", plain, back, err)
	}
	if _, err := keyless.Decode(coded); genesis.CodeOf(err) != genesis.CodeForbidden || !strings.Contains(err.Error(),
		"GENESIS_TEMPORAL_CODEC_KEY_FILE") {
		t.Errorf("without a key: %v", err)
	}
	coded[0].Data[len(coded[0].Data)-1] ^= 1
	if _, err := open(old).Decode(coded); genesis.CodeOf(err) != genesis.CodeInvalid {
		t.Errorf("a changed payload: %v", err)
	}
	coded[0].Data = coded[0].Data[:3]
	if _, err := open(old).Decode(coded); genesis.CodeOf(err) != genesis.CodeInvalid {
		t.Errorf("a cut payload: %v", err)
	}
	for _, bad := range []string{"", "short", old + "=", "?" + old[1:]} {
		_, err := temporalclient.NewCodec(keyFile(t, bad))
		if genesis.CodeOf(err) != genesis.CodeInvalid || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("a file with the key %q: %v", bad, err)
		}
	}
	if _, err := temporalclient.NewCodec("/no/such/file"); genesis.CodeOf(err) != genesis.CodeInvalid {
		t.Errorf("no file: %v", err)
	}
}

// TestTemporalStoresNothingPlain runs a workflow with a key: the server's data must reveal nothing, and History must
// decrypt everything.
func TestTemporalStoresNothingPlain(t *testing.T) {
	s := settings(t, "GENESIS_TEMPORAL_ADDRESS="+temporaltest.Server(t).FrontendHostPort(),
		"GENESIS_TEMPORAL_CODEC_KEY_FILE="+keyFile(t, newKey(t)))
	t.Setenv("TEMPORAL_CONFIG_FILE", os.DevNull)
	c, err := supervisor.Dial(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := worker.New(c.Temporal(), "q", worker.Options{})
	w.RegisterWorkflowWithOptions(func(_ workflow.Context, in string) (string, error) { return in + " and rest", nil },
		workflow.RegisterOptions{Name: "Echo"})
	w.RegisterWorkflowWithOptions(func(workflow.Context) error { return errors.New("eat the food? no") },
		workflow.RegisterOptions{Name: "Fail"})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	run, err := c.Temporal().ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "echo", TaskQueue: "q",
		StaticSummary: "a summary"}, "Echo", "eat the food")
	if err != nil {
		t.Fatal(err)
	}
	var out string
	if err := run.Get(t.Context(), &out); err != nil || out != "eat the food and rest" {
		t.Fatalf("%q, %v", out, err)
	}
	failing, err := c.Temporal().ExecuteWorkflow(t.Context(),
		client.StartWorkflowOptions{ID: "fail", TaskQueue: "q"}, "Fail")
	if err != nil {
		t.Fatal(err)
	}
	if err := failing.Get(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "eat the food? no") {
		t.Errorf("whoever has the key is told %v", err)
	}
	bare, err := client.Dial(client.Options{HostPort: s.TemporalAddress, Logger: nil})
	if err != nil {
		t.Fatal(err)
	}
	defer bare.Close()
	for _, id := range []string{"echo", "fail"} {
		events := bare.GetWorkflowHistory(t.Context(), id, "", false, 0)
		for events.HasNext() {
			e, err := events.Next()
			if err != nil {
				t.Fatal(err)
			}
			if text := e.String(); strings.Contains(text, "eat the food") || strings.Contains(text, "a summary") {
				t.Errorf("the server holds %s", text)
			}
		}
	}
	text, err := c.HistoryJSON(t.Context(), "echo")
	if err != nil {
		t.Fatal(err)
	}
	h, err := supervisor.ReadHistory(strings.NewReader(string(text)))
	if err != nil || !strings.Contains(h.String(), "eat the food and rest") {
		t.Errorf("the archive can't be read: %v", err)
	}
	if text, err = c.HistoryJSON(t.Context(), "fail"); err != nil || !strings.Contains(string(text), `"eat the food? no"`) {
		t.Errorf("the archive does not tell why: %v %s", err, text)
	}
}
