package redisstore_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// certificate writes a self-signed certificate for 127.0.0.1 and its key.
func certificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, bytes []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("redis.pem", "CERTIFICATE", der), write("redis.key", "EC PRIVATE KEY", private)
}

// TestASecuredRedis connects with TLS as a user who may not run dangerous commands. Missing permissions must not make
// Redis look like the embedded store, and an untrusted certificate must be named.
func TestASecuredRedis(t *testing.T) {
	cert, key := certificate(t)
	port := freePort(t)
	theirs(t, "--tls-port", fmt.Sprint(port), "--tls-cert-file", cert, "--tls-key-file", key,
		"--tls-ca-cert-file", cert, "--tls-auth-clients", "no",
		"--user", "genesis", "on", ">secret", "~*", "&*", "+@all", "-@dangerous")
	address := fmt.Sprintf("genesis:secret@127.0.0.1:%d/0", port)

	s, err := redisstore.Open(t.Context(), "rediss://"+address+"?skip_verify=true", "main")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if h, err := s.Health(t.Context()); err != nil || h.Embedded || !h.Withheld {
		t.Errorf("%+v %v, want it to say that it is not told", h, err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("writing as the user genesis: %v", err)
	}
	const want = "its certificate is not trusted: name the file of its authority in SSL_CERT_FILE"
	_, err = redisstore.Open(t.Context(), "rediss://"+address, "main")
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}
