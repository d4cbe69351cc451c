package redisstore

import (
	"context"
	"time"
)

// ViewLeaseTTL is how long the engine keeps publishing frames after a gateway last reported a viewer.
const ViewLeaseTTL = 3 * time.Second

// RenewViewLease tells the engine that someone is watching, for ViewLeaseTTL.
func (s *Store) RenewViewLease(ctx context.Context) error {
	return wrap("renew the viewers' lease", s.client.Set(ctx, s.keys.viewLease(), 1, ViewLeaseTTL).Err())
}

// HasViewers reports whether someone is watching.
func (s *Store) HasViewers(ctx context.Context) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.viewLease()).Result()
	return n > 0, wrap("read the viewers' lease", err)
}

// PublishFrame publishes a frame in the form of genesis.Frame.AppendBinary.
func (s *Store) PublishFrame(ctx context.Context, raw []byte) error {
	return wrap("publish a frame", s.client.Publish(ctx, s.keys.channel(ChFrame), raw).Err())
}

// ListenFrames calls handle with each raw frame until ctx ends.
func (s *Store) ListenFrames(ctx context.Context, handle func(raw []byte)) error {
	return s.Listen(ctx, ChFrame, handle)
}
