package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	common "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// TestCodec runs genesis codec with a key and calls it as Temporal's UI and CLI do. Payloads encrypted with the key
// must be decrypted; pages of the UI may call it under each name of this machine, and other pages may not.
func TestCodec(t *testing.T) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "codec.key")
	if err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(key)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := startCodec(t, file)

	codec, err := temporalclient.NewCodec(file)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := codec.Encode([]*common.Payload{{Data: []byte("eat the food")}})
	if err != nil {
		t.Fatal(err)
	}
	for origin, allowed := range map[string]bool{
		"": true, "http://127.0.0.1:8233": true, "http://localhost:8233": true, "http://localhost:9000": false,
		"https://evil.example": false, "null": false,
	} {
		status, allow, plain := decode(t, address, origin, secret)
		if (status == http.StatusOK) != allowed || allowed && (plain != "eat the food" || allow != origin) {
			t.Errorf("%q: status %d, allowed for %q, %q", origin, status, allow, plain)
		}
	}
	secret[0].Data[20] ^= 1
	if status, _, _ := decode(t, address, "", secret); status != http.StatusBadRequest {
		t.Errorf("a payload that was changed: status %d", status)
	}
}

func startCodec(t *testing.T, keyFile string) (address string) {
	t.Helper()
	port, err := devstack.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	address = "127.0.0.1:" + strings.TrimSpace(jsonOf(t, port))
	p := &program{stdout: io.Discard, stderr: io.Discard, environ: []string{
		"GENESIS_TEMPORAL_CODEC_KEY_FILE=" + keyFile, "GENESIS_DATA_DIR=" + t.TempDir(),
		"GENESIS_TEMPORAL_UI_URL=http://127.0.0.1:8233",
	}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- p.run(ctx, []string{"codec", "--listen", address}) }()
	t.Cleanup(func() { stop(); <-ended })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get("http://" + address); err == nil {
			_ = res.Body.Close()
			return address
		}
	}
	t.Fatal("genesis codec does not answer")
	return ""
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// decode requests the decryption of payloads, as a page of origin or, if origin is empty, as a program.
func decode(t *testing.T, address, origin string, payloads []*common.Payload) (status int, allow, plain string) {
	t.Helper()
	body, err := protojson.Marshal(&common.Payloads{Payloads: payloads})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/decode", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out common.Payloads
	if protojson.Unmarshal(text, &out) == nil && len(out.GetPayloads()) == 1 {
		plain = string(out.GetPayloads()[0].GetData())
	}
	return res.StatusCode, res.Header.Get("Access-Control-Allow-Origin"), plain
}
