package main

import (
	"fmt"
	"net/url"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// target returns the settings of the system that a command addresses. An `up` on the same data folder may use other
// ports than the default ones, so addresses that are not configured are taken from its running.json, and the command
// says which system it addresses. Otherwise it would reach whatever uses the default ports, possibly another system.
func (p *program) target() (config.Settings, error) {
	s, err := p.settings()
	if err != nil {
		return s, err
	}
	running, ok := devstack.ReadRunning(s.DataDir)
	if !ok {
		return s, temporalclient.Resolve(&s, p.environ)
	}
	adopted := s
	fillAddresses(&adopted, running)
	if adopted != s {
		fmt.Fprintf(p.stderr, "genesis: this is about world %s, which `genesis up` runs at %s\n", adopted.World, running.HTTP)
	}
	return adopted, nil
}

// fillAddresses fills in the addresses that are not configured.
func fillAddresses(s *config.Settings, running devstack.Running) {
	usual, err := config.Load(nil, "")
	if err != nil {
		return
	}
	if s.RedisURL == "" {
		s.RedisURL = running.Redis
	}
	if s.TemporalAddress == "" {
		s.TemporalAddress = running.Temporal
	}
	if s.TemporalUIURL == usual.TemporalUIURL {
		s.TemporalUIURL = running.TemporalUI
	}
	if u, err := url.Parse(running.HTTP); err == nil && u.Host != "" && s.HTTPAddr == usual.HTTPAddr {
		s.HTTPAddr = u.Host
	}
	if s.World == usual.World {
		s.World = running.World
	}
}
