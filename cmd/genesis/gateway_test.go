package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func TestGatewayServesAndStops(t *testing.T) {
	redis := miniredis.RunT(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	var out bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &out, environ: []string{
		"GENESIS_HTTP_ADDR=" + addr, "GENESIS_REDIS_URL=redis://" + redis.Addr(), "GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1",
	}}
	ctx, stop := context.WithCancel(t.Context())
	status := make(chan int, 1)
	go func() { status <- p.run(ctx, []string{"gateway"}) }()
	var ready struct{ Missing []string }
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get("http://" + addr + "/readyz"); err == nil {
			err = json.NewDecoder(res.Body).Decode(&ready)
			_ = res.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the gateway did not answer within 20 s")
		}
	}
	if fmt.Sprint(ready.Missing) != "[engine temporal]" {
		t.Fatalf("missing %v, want engine and temporal", ready.Missing)
	}
	stop()
	select {
	case got := <-status:
		if got != 0 {
			t.Fatalf("exit %d: %s", got, &out)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the gateway did not stop within 10 s")
	}
}

func TestGatewayRefusesToBeOpenByAccident(t *testing.T) {
	var out bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &out, environ: []string{"GENESIS_HTTP_ADDR=0.0.0.0:0"}}
	if status := p.run(t.Context(), []string{"gateway"}); status != 1 || !strings.Contains(out.String(),
		"GENESIS_API_TOKEN") {
		t.Fatalf("exit %d: %s", status, &out)
	}
}
