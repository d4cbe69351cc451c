package config

import "testing"

func TestEmbedOrigins(t *testing.T) {
	for text, good := range map[string]bool{
		"": true, "*": true, "https://blog.example": true, "https://blog.example, http://127.0.0.1:9000": true,
		"https://*.example.org": true,
		"blog.example":          false, "https://blog.example/path": false, "https://a b": false,
		"https://a;script-src": false, "'none'": false,
		"https://a\r\nX: y": false,
	} {
		if _, err := Load([]string{"GENESIS_EMBED_ORIGINS=" + text}, ""); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}
