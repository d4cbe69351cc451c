package main

import (
	"fmt"
	"net/url"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// target returns the settings of the system that a command speaks to. An `up` on the same data folder may listen on
// other ports than the usual ones: what is not set comes from what it tells, and the command says whom it speaks to.
// Otherwise it would speak to whatever listens on the usual ports, which may be another system.
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

// fillAddresses fills in the addresses that nobody has set.
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
