package main

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// settingsOf runs genesis doctor --settings on a .env as docker compose does: every variable of the file is in the
// environment too, but those that compose sets itself take precedence.
func settingsOf(t *testing.T, dotenv string, environ []string, args ...string) (out string, status int) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile(".env", []byte(dotenv), 0o600); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(dotenv) {
		environ = append([]string{strings.TrimSpace(line)}, environ...)
	}
	var stdout, stderr bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, environ: environ, dotenv: ".env"}
	status = p.run(t.Context(), append([]string{"doctor", "--settings"}, args...))
	return stdout.String() + stderr.String(), status
}

// TestSettingsAreJudgedBeforeTheStart checks the findings of genesis doctor --settings on a .env, and its exit status,
// on which docker compose up depends.
func TestSettingsAreJudgedBeforeTheStart(t *testing.T) {
	compose := []string{"GENESIS_HTTP_ADDR=0.0.0.0:8000", "GENESIS_OPEN=true", "GENESIS_TEMPORAL_ADDRESS=temporal:7233",
		"GENESIS_OLLAMA_URL=http://ollama:11434"}
	flags := []string{"--in-container", "--fixed", "GENESIS_HTTP_ADDR=the port on this machine is GATEWAY_PORT"}
	for _, c := range []struct{ dotenv, want string }{
		{"GENESIS_SEED=7\nFRONTEND_PORT=3001\n", "they can be used; 1 stand in .env"},
		{"GENESIS_SEED=7\nGENESIS_SEEED=8\n", ".env, line 2 sets nothing that is known"},
		{"\nGENESIS_LLM=gpt\n", ".env, line 2: the value of GENESIS_LLM (not shown) must be one of auto, ollama, synth"},
		{"GENESIS_HTTP_ADDR=127.0.0.1:9000\n", ".env, line 1: GENESIS_HTTP_ADDR has no effect here: the port on this " +
			"machine is GATEWAY_PORT"},
		{"GENESIS_REDIS_URL=redis://127.0.0.1:6379/0\n", "GENESIS_REDIS_URL has the host 127.0.0.1, which in a container"},
		{"GENESIS_REDIS_URL=redis://redis.example:6379/0\nGENESIS_REDIS_PASSWORD_FILE=secrets/none\n",
			"GENESIS_REDIS_PASSWORD_FILE names a file that can't be read"},
		{"GENESIS_TEMPORAL_CODEC_KEY_FILE=secrets/none\n", "GENESIS_TEMPORAL_CODEC_KEY_FILE"},
		{"TEMPORAL_ADDRESS=ns.acc.tmprl.cloud:7233\n", "is for ns.acc.tmprl.cloud:7233 and has no effect"},
		{"TEMPORAL_TLS_SERVER_CA_CERT_PATH=secrets/none\n", "Temporal's environment configuration"},
		{"GENESIS_OPEN=false\n", "set GENESIS_API_TOKEN"},
		{"GENESIS_API_TOKEN=\"abc\n", "line 1: this is not NAME=value"},
	} {
		out, status := settingsOf(t, c.dotenv, compose, flags...)
		if good := strings.Contains(c.want, "can be used"); (status == 0) != good || !strings.Contains(out, c.want) {
			t.Errorf("%q: status %d, %q, want %q", c.dotenv, status, out, c.want)
		}
	}
}

// TestPortsOfUpAreNoMistakeInContainers: one .env may serve both genesis up and docker compose.
func TestPortsOfUpAreNoMistakeInContainers(t *testing.T) {
	out, status := settingsOf(t, "GENESIS_UP_REDIS_PORT=6400\n",
		[]string{"GENESIS_OLLAMA_URL=http://ollama:11434"}, "--in-container")
	want := "line 1: GENESIS_UP_REDIS_PORT has no effect here: only genesis up reads it"
	if status != 0 || !strings.Contains(out, want) {
		t.Errorf("status %d, %q", status, out)
	}
}

// TestFilesOfSecretsAreRead reads a key and a password from files that are named relative to the working folder.
func TestFilesOfSecretsAreRead(t *testing.T) {
	secrets := t.TempDir()
	for name, text := range map[string]string{
		"codec.key": base64.StdEncoding.EncodeToString(make([]byte, 32)) + "\n", "redis.password": "p@ss\n",
	} {
		if err := os.WriteFile(filepath.Join(secrets, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, status := settingsOf(t, "GENESIS_REDIS_URL=rediss://redis.example:6379/0\nGENESIS_REDIS_PASSWORD_FILE="+secrets+
		"/redis.password\nGENESIS_TEMPORAL_CODEC_KEY_FILE="+secrets+"/codec.key\n", nil)
	if status != 0 || strings.Contains(out, "p@ss") {
		t.Errorf("status %d, %q", status, out)
	}
}
