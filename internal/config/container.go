package config

import (
	"net"
	"net/url"
	"strings"
)

// hostNamedInContainers is the name under which a Docker container reaches its host.
const hostNamedInContainers = "host.docker.internal"

// OnlyHere returns a message for each address in the settings that refers to the local machine. Inside a container this
// is the container itself, where nothing listens.
func (s Settings) OnlyHere() []string {
	var wrong []string
	for _, a := range []struct{ name, address string }{
		{"REDIS_URL", s.RedisURL}, {"TEMPORAL_ADDRESS", s.TemporalAddress}, {"OLLAMA_URL", s.OllamaURL},
		{"SYNTH_URL", s.SynthURL}, {"OTEL_ENDPOINT", s.OTelEndpoint},
	} {
		if host := hostIn(a.address); host == "localhost" || net.ParseIP(host).IsLoopback() {
			wrong = append(wrong, Prefix+a.name+" has the host "+host+", which in a container is the container itself: "+
				"for what runs on this machine write "+hostNamedInContainers+" instead, and have it listen there too")
		}
	}
	return wrong
}

// hostIn returns the host of a URL or of host:port.
func hostIn(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return strings.ToLower(u.Hostname())
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(host)
}
