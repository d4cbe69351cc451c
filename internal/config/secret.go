package config

import (
	"io"
	"net/url"
	"os"
	"strings"
)

// maxPassword is the maximum size of a password file [bytes].
const maxPassword = 4 << 10

// readPassword inserts Redis's password into its address. The password is in a file so that neither the environment nor
// a command line reveals it.
func readPassword(s *Settings) []problem {
	if s.RedisPasswordFile == "" {
		return nil
	}
	wrong := func(says string) []problem {
		return []problem{{name: Prefix + "REDIS_PASSWORD_FILE", says: says}}
	}
	u, err := url.Parse(s.RedisURL)
	if s.RedisURL == "" || err != nil {
		return wrong("is for a Redis of yours: set " + Prefix + "REDIS_URL too")
	}
	if _, given := u.User.Password(); given {
		return wrong("is set, and " + Prefix + "REDIS_URL has a password too: keep one of the two")
	}
	password, err := passwordIn(s.RedisPasswordFile)
	switch {
	case err != nil:
		return wrong("names a file that can't be read (" + reasonOf(err) + ")")
	case password == "":
		return wrong("names an empty file: write the password into it")
	case len(password) > maxPassword:
		return wrong("names a file that is too long for a password")
	}
	u.User = url.UserPassword(u.User.Username(), password)
	s.RedisURL = u.String()
	return nil
}

// passwordIn returns the content of a file without the trailing line end.
func passwordIn(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPassword+2))
	return strings.TrimRight(string(text), "\r\n"), err
}

// reasonOf returns the system's error about a file without the file's path, which may be a password that was put there
// by mistake.
func reasonOf(err error) string {
	text := err.Error()
	return strings.TrimSpace(text[strings.LastIndex(text, ": ")+1:])
}
