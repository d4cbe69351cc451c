package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/internal/config"
)

// TestLogFileOfAProcess starts a gateway with a log folder: its log must be in the file, and standard error must say
// where the file is.
func TestLogFileOfAProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	var out bytes.Buffer
	p := &program{stdout: &out, stderr: &out, environ: []string{
		"GENESIS_HTTP_ADDR=127.0.0.1:0", "GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr(),
		"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1",
		"GENESIS_LOG_DIR=" + dir,
	}}
	ctx, stop := context.WithCancel(t.Context())
	status := make(chan int, 1)
	go func() { status <- p.run(ctx, []string{"gateway"}) }()
	file := filepath.Join(dir, "gateway.log")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if text, _ := os.ReadFile(file); bytes.Contains(text, []byte("listening")) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the log file does not tell that the gateway listens")
		}
	}
	stop()
	if code := <-status; code != 0 || !strings.Contains(out.String(), file) || strings.Contains(out.String(),
		"listening") {
		t.Errorf("it ended with %d and said:\n%s", code, out.String())
	}
}

// TestLogFilesRotate writes more than all files together may hold: no file may exceed its limit, and the oldest must be
// gone.
func TestLogFilesRotate(t *testing.T) {
	dir := t.TempDir()
	p := &program{stderr: &bytes.Buffer{}}
	log, done, err := p.processLog(config.Settings{LogDir: dir}, "engine")
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("x", 512<<10)
	for range (logsKept + 3) * logMegabytes * 2 {
		log.Info(line)
	}
	done()
	var files []string
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if files, err = filepath.Glob(filepath.Join(dir, "*")); err != nil {
			t.Fatal(err)
		}
		if len(files) == logsKept+1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("files %v, want %d", files, logsKept+1)
		}
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Size() > logMegabytes<<20 {
			t.Errorf("%s: %v %v", file, info.Size(), err)
		}
	}
	plain := filepath.Join(dir, "a_file")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.processLog(config.Settings{LogDir: plain}, "engine"); err == nil || !strings.Contains(err.Error(),
		"GENESIS_LOG_DIR") {
		t.Errorf("a folder that is a file: %v", err)
	}
}
