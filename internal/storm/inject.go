package storm

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

// inject applies an injection to its part.
func (s *system) inject(ctx context.Context, b injection) error {
	p := s.parts[b.part]
	switch b.kind {
	case kill:
		p.end(syscall.SIGKILL, grace)
	case stop:
		return s.stopPart(p)
	case freeze:
		p.signal(syscall.SIGSTOP)
	case full:
		return s.resize(b.part, true)
	case skew:
		err := s.stopPart(p)
		p.start(b.detail)
		return err
	case refuse:
		s.rejectWrites(ctx, b.detail)
	}
	return nil
}

// heal undoes an injection.
func (s *system) heal(ctx context.Context, b injection) error {
	p := s.parts[b.part]
	switch b.kind {
	case kill, stop:
		p.start("")
	case freeze:
		p.signal(syscall.SIGCONT)
	case full:
		return s.resize(b.part, false)
	case skew:
		err := s.stopPart(p)
		p.start("")
		return err
	case refuse:
		return s.acceptWrites(ctx, b.detail)
	}
	return nil
}

// stopPart stops a part as an operator would. A part that does not stop is a finding.
func (s *system) stopPart(p *part) error {
	if !p.end(syscall.SIGTERM, grace) {
		return fmt.Errorf("%s did not stop within %v", p.name, grace)
	}
	return nil
}

// rejectWrites makes Redis refuse writes. If Redis is down, this can't be arranged, but that is a fault as well.
func (s *system) rejectWrites(ctx context.Context, way string) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	switch way {
	case "maxmemory":
		s.redis.ConfigSet(ctx, "maxmemory", "1mb")
	case "replicas":
		s.redis.ConfigSet(ctx, "min-replicas-to-write", "1")
	case "readonly":
		s.redis.ReplicaOf(ctx, "127.0.0.1", "1")
	case "script":
		go s.redis.Eval(context.WithoutCancel(ctx), "while true do end", nil) //nolint:contextcheck // it ends by SCRIPT KILL
	}
}

// acceptWrites makes Redis accept writes again. It waits if Redis is starting.
func (s *system) acceptWrites(ctx context.Context, way string) error {
	return wait(ctx, 30*time.Second, "a Redis that takes writes", func() error {
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		switch way {
		case "maxmemory":
			return s.redis.ConfigSet(ctx, "maxmemory", "0").Err()
		case "replicas":
			return s.redis.ConfigSet(ctx, "min-replicas-to-write", "0").Err()
		case "readonly":
			return s.redis.ReplicaOf(ctx, "NO", "ONE").Err()
		}
		s.redis.ScriptKill(ctx) // fails if no script runs
		return s.redis.Ping(ctx).Err()
	})
}
