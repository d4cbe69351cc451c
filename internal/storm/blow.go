package storm

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

// strike does what a blow says.
func (s *system) strike(ctx context.Context, b blow) error {
	p := s.parts[b.part]
	switch b.kind {
	case kill:
		p.end(syscall.SIGKILL, grace)
	case stop:
		return s.stopped(p)
	case freeze:
		p.signal(syscall.SIGSTOP)
	case full:
		return s.resize(b.part, true)
	case skew:
		err := s.stopped(p)
		p.start(b.detail)
		return err
	case refuse:
		s.refuse(ctx, b.detail)
	}
	return nil
}

// lift ends what a blow did.
func (s *system) lift(ctx context.Context, b blow) error {
	p := s.parts[b.part]
	switch b.kind {
	case kill, stop:
		p.start("")
	case freeze:
		p.signal(syscall.SIGCONT)
	case full:
		return s.resize(b.part, false)
	case skew:
		err := s.stopped(p)
		p.start("")
		return err
	case refuse:
		return s.accept(ctx, b.detail)
	}
	return nil
}

// stopped has a part stop as an operator does. That one does not stop is a finding.
func (s *system) stopped(p *part) error {
	if !p.end(syscall.SIGTERM, grace) {
		return fmt.Errorf("%s did not stop within %v", p.name, grace)
	}
	return nil
}

// refuse has Redis refuse writes. One that is down can't be told; it is down then, which is a fault as well.
func (s *system) refuse(ctx context.Context, way string) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	switch way {
	case "maxmemory":
		s.redis.ConfigSet(ctx, "maxmemory", "1mb")
	case "replicas":
		s.redis.ConfigSet(ctx, "min-replicas-to-write", "1")
	case "readonly":
		s.redis.SlaveOf(ctx, "127.0.0.1", "1")
	case "script":
		go s.redis.Eval(context.WithoutCancel(ctx), "while true do end", nil) //nolint:contextcheck // it ends by SCRIPT KILL
	}
}

// accept has Redis take writes again. It waits for one that starts.
func (s *system) accept(ctx context.Context, way string) error {
	return wait(ctx, 30*time.Second, "a Redis that takes writes", func() error {
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		switch way {
		case "maxmemory":
			return s.redis.ConfigSet(ctx, "maxmemory", "0").Err()
		case "replicas":
			return s.redis.ConfigSet(ctx, "min-replicas-to-write", "0").Err()
		case "readonly":
			return s.redis.SlaveOf(ctx, "NO", "ONE").Err()
		}
		s.redis.ScriptKill(ctx) // fails if none runs
		return s.redis.Ping(ctx).Err()
	})
}
