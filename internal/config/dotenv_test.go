package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever is wrong in a .env file, the error names the line and nothing of what stands in the file.
func TestErrorsOfTheFileNameTheLineAndNoContent(t *testing.T) {
	const secret = "s3cretTok3n"
	for _, bad := range []string{
		"GENESIS_API_TOKEN " + secret, "GENESIS_API_TOKEN=\"" + secret, "GENESIS_API_TOKEN='" + secret, secret, "=" + secret,
		"GENESIS_SEED=" + secret, "GENESIS_TICK_RATE_MS=" + secret, "GENESIS_LLM=" + secret, "GENESIS_WORLD=" + secret + "!",
		"GENESIS_FRICTION=" + secret,
		"GENESIS_HTTP_ADDR=" + secret, "GENESIS_OLLAMA_URL=" + secret, "GENESIS_REDIS_URL=http://:" + secret + "@host",
		"GENESIS_ALLOWED_IMPORTS=math," + secret,
		"GENESIS_TRUSTED_PROXIES=" + secret, "GENESIS_ALLOWED_HOSTS=a/" + secret, "GENESIS_OPEN=" + secret, "GENESIS_" +
			strings.ToUpper(secret) + "=1",
		"GENESIS_LOG_LEVEL=" + secret, "GENESIS_REDIS_URL=" + secret, "export GENESIS_SEED=" + secret, "GENESIS_SEED: " +
			secret, "GENESIS_API_TOKEN-" + secret + "=x",
	} {
		for _, before := range []string{"", "# a comment\n\nGENESIS_DATA_DIR=./data\n",
			"\xef\xbb\xbfGENESIS_DATA_DIR=\"a\nb\"\n"} {
			path := filepath.Join(t.TempDir(), ".env")
			if err := os.WriteFile(path, []byte(before+bad+"\nGENESIS_LOG_FORMAT=json\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Load(nil, path)
			if err == nil {
				if strings.HasPrefix(bad, "GENESIS") && !strings.Contains(bad, "API_TOKEN-") {
					t.Errorf("%q is accepted", bad)
				}
				continue
			}
			if text := strings.ToLower(err.Error()); strings.Contains(text, strings.ToLower(secret)) {
				t.Errorf("%q: the error prints it: %v", bad, err)
			}
			line := fmt.Sprintf("line %d", strings.Count(before, "\n")+1)
			if !strings.Contains(err.Error(), line) || !strings.Contains(err.Error(), path) {
				t.Errorf("%q: %v, want %s of %s", bad, err, line, path)
			}
		}
	}
}

func TestAByteOrderMarkIsForgiven(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(path, []byte("\xef\xbb\xbfGENESIS_SEED=7\r\nGENESIS_WORLD=alpha\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Load(nil, path); err != nil || s.Seed != 7 || s.World != "alpha" {
		t.Errorf("%d, %q, %v", s.Seed, s.World, err)
	}
}
