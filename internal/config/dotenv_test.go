package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever is wrong in a .env file, the error names the line and reveals nothing of the file's content.
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

// TestMessagesOfTheFileAreWholeSentences checks the complete messages. The value must be left out rather than replaced,
// because it may be part of any other word in the message.
func TestMessagesOfTheFileAreWholeSentences(t *testing.T) {
	for text, want := range map[string]string{
		"GENESIS_WORLD=ws": "line 1: the value of GENESIS_WORLD (not shown) must be " +
			"lower-case letters, digits and dashes, 32 " +
			"at most, and no prefix of Redis keys (ws, ent, evo, blob, meta, engine, view, cmd, feed, ch)",
		"\nGENESIS_LLM=x": "line 2: the value of GENESIS_LLM (not shown) must be one of " +
			"auto, ollama, synth",
		"GENESIS_SEED=e": "line 1: the value of GENESIS_SEED (not shown) must be a " +
			"whole number",
		"GENESIS_TRUSTED_PROXIES=a": "the value of GENESIS_TRUSTED_PROXIES (not shown) must be an " +
			"address or a network",
		"GENESIS_REDIS_URL=http://a": "must be a URL such as redis://127.0.0.1:6379/0, whose " +
			"scheme is one of redis, rediss",
		"#\n#\n#\nGENESIS API_TOKEN=abc": "line 4 sets nothing that is known; did you mean " +
			"GENESIS_API_TOKEN?",
		"9GENESIS_API_TOKEN=abc": "line 1 sets nothing that is known; did you mean " +
			"GENESIS_API_TOKEN?",
		"genesis_api_token=abc": "line 1 sets nothing that is known; did you mean " +
			"GENESIS_API_TOKEN?",
		"export Genesis_Api_Token=abc": "line 1 sets nothing that is known; did you mean " +
			"GENESIS_API_TOKEN?",
		"GENESIS_APITOKEN=abc": "line 1 sets nothing that is known; did you mean " +
			"GENESIS_API_TOKEN?",
		"GENESIS_ABC=1": "line 1 sets nothing that is known; see .env.example",
		"GENESIS_SEED=1\nA=b\nGENESIS_SEED=2": "line 3 sets GENESIS_SEED again, after line 1: keep one of " +
			"the two",
		"GENESIS_MIN_POPULATION=500\nGENESIS_MAX_ENTITIES=9": "GENESIS_M",
	} {
		path := filepath.Join(t.TempDir(), ".env")
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(nil, path)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
			continue
		}
		for _, never := range []string{"what is there", "abc", "ABC"} {
			if strings.Contains(err.Error(), never) {
				t.Errorf("%q: %v holds %q", text, err, never)
			}
		}
	}
}

// TestOtherVariablesOfTheFileAreLeftAlone: docker compose and other programs read the same file.
func TestOtherVariablesOfTheFileAreLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".env")
	text := "API_TOKEN=1\nAPI_TOKEN=2\nexport OTHER='genesis_api_token=\ngenesis_api_token=3'\n# genesis_seed=4\n" +
		"COMPOSE_PROJECT_NAME=genesis\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(nil, path); err != nil {
		t.Error(err)
	}
}
