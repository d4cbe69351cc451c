package crowd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// viewer reads a gateway's WebSocket. It examines the first bytes of a message and discards the rest.
type viewer struct {
	conn   net.Conn
	rich   bool
	clock  *clock
	frames atomic.Int64
	bytes  atomic.Int64
	ages   [maxAge]atomic.Int64
	since  time.Time
	ended  atomic.Bool
	done   chan struct{}
}

// maxAge is the largest latency that is measured exactly [ms].
const maxAge = 2000

const (
	dialing   = 32 // viewers that connect at once
	dialTime  = 10 * time.Second
	handshake = "GET /ws/world-stream HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		handshakeKey
	handshakeKey = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
		"dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n"
)

// connect connects all viewers, stalled ones first.
func connect(ctx context.Context, p Plan, c *clock) ([]*viewer, error) {
	viewers := make([]*viewer, p.Viewers)
	failed := make(chan error, p.Viewers+p.Stalled)
	var group sync.WaitGroup
	turn := make(chan struct{}, dialing)
	for i := range p.Viewers + p.Stalled {
		turn <- struct{}{}
		group.Go(func() {
			defer func() { <-turn }()
			v, err := dial(ctx, p, c)
			switch {
			case err != nil:
				failed <- err
			case i < p.Stalled:
				context.AfterFunc(ctx, func() { _ = v.conn.Close() })
			default:
				viewers[i-p.Stalled] = v
			}
		})
	}
	group.Wait()
	select {
	case err := <-failed:
		hangUp(viewers)
		return nil, fmt.Errorf("connect %d viewers: %w", p.Viewers+p.Stalled, err)
	default:
	}
	for _, v := range viewers {
		go v.read()
	}
	return viewers, nil
}

func dial(ctx context.Context, p Plan, c *clock) (*viewer, error) {
	d := net.Dialer{Timeout: dialTime}
	conn, err := d.DialContext(ctx, "tcp", p.Addr)
	if err != nil {
		return nil, err
	}
	_ = conn.SetDeadline(time.Now().Add(dialTime))
	if _, err := fmt.Fprintf(conn, handshake, p.Addr, p.Protocol); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := upgraded(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	_ = conn.SetDeadline(time.Time{})
	return &viewer{conn: conn, rich: p.Protocol != "genesis.v1", clock: c, done: make(chan struct{})}, nil
}

// upgraded reads the header of the response byte by byte, so that it consumes no frame after it.
func upgraded(conn net.Conn) error {
	var head strings.Builder
	one := make([]byte, 1)
	for !strings.HasSuffix(head.String(), "\r\n\r\n") {
		if _, err := conn.Read(one); err != nil {
			return fmt.Errorf("read the handshake: %w", err)
		}
		head.Write(one)
	}
	if first, _, _ := strings.Cut(head.String(), "\r\n"); !strings.Contains(first, " 101 ") {
		return genesis.Errorf(genesis.CodeUnavailable, "the gateway answers %q", first)
	}
	return nil
}

func hangUp(viewers []*viewer) {
	for _, v := range viewers {
		if v != nil {
			_ = v.conn.Close()
		}
	}
}

// reset restarts the count.
func (v *viewer) reset() {
	v.frames.Store(0)
	v.bytes.Store(0)
	for i := range v.ages {
		v.ages[i].Store(0)
	}
	v.since = time.Now()
}

const (
	opBinary = 2
	opClose  = 8
	opPing   = 9
)

func (v *viewer) read() {
	defer close(v.done)
	defer v.ended.Store(true)
	r := bufio.NewReaderSize(v.conn, 16<<10)
	head := make([]byte, 32)
	for {
		kind, size, err := message(r)
		if err != nil || kind == opClose {
			return
		}
		n := min(size, len(head))
		if _, err := io.ReadFull(r, head[:n]); err != nil {
			return
		}
		if _, err := r.Discard(size - n); err != nil {
			return
		}
		v.bytes.Add(int64(size))
		switch kind {
		case opPing:
			if err := v.pong(head[:n]); err != nil {
				return
			}
		case opBinary:
			v.take(head[:n])
		}
	}
}

// message reads the header of an unfragmented WebSocket frame.
func message(r *bufio.Reader) (kind byte, size int, err error) {
	head, err := r.Peek(2)
	if err != nil {
		return 0, 0, err
	}
	kind, short := head[0]&15, head[1]&127
	switch short {
	case 126:
		if head, err = r.Peek(4); err != nil {
			return 0, 0, err
		}
		size = int(binary.BigEndian.Uint16(head[2:]))
	case 127:
		if head, err = r.Peek(10); err != nil {
			return 0, 0, err
		}
		size = int(binary.BigEndian.Uint64(head[2:]))
	default:
		size = int(short)
	}
	_, err = r.Discard(len(head))
	return kind, size, err
}

// pong answers a ping, masked with zeros.
func (v *viewer) pong(payload []byte) error {
	_, err := v.conn.Write(append([]byte{0x8a, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...))
	return err
}

// take counts a picture: a frame, or a scene that is to be drawn.
func (v *viewer) take(head []byte) {
	var tick uint64
	switch {
	case !v.rich && len(head) >= 8:
		tick = uint64(binary.LittleEndian.Uint32(head))
	case v.rich && len(head) >= 32 && drawn(head):
		tick = binary.LittleEndian.Uint64(head[8:])
	default:
		return
	}
	v.frames.Add(1)
	v.ages[min(max(v.clock.age(tick), 0), maxAge-1)].Add(1)
}

// drawn reports whether a message of genesis.v2 or genesis.v3 is a picture: a keyframe, delta, step or rekey that is to
// be drawn.
func drawn(head []byte) bool {
	return head[0] <= 2 && binary.LittleEndian.Uint64(head[24:]) != 0 || head[0] == 5 || head[0] == 6
}

// count sums up what the viewers have received.
func (r *Report) count(viewers []*viewer) {
	r.Latencies = make([]int64, maxAge)
	for _, v := range viewers {
		if v.ended.Load() {
			r.Lost++
		}
		r.Rates = append(r.Rates, float64(v.frames.Load())/time.Since(v.since).Seconds())
		r.Bytes += v.bytes.Load()
		for i := range v.ages {
			r.Latencies[i] += v.ages[i].Load()
		}
	}
	slices.Sort(r.Rates)
}

// latency returns the time within which a given share of the pictures was read [ms].
func (r Report) latency(share float64) int {
	total := int64(0)
	for _, n := range r.Latencies {
		total += n
	}
	seen := int64(0)
	for ms, n := range r.Latencies {
		if seen += n; float64(seen) >= share*float64(total) {
			return ms
		}
	}
	return 0
}
