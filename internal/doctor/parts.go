package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	partTimeout = 4 * time.Second // for one request to one part
	maxSkew     = 2 * time.Second // between this clock and another
	setClocks   = "switch time synchronisation on, on both machines (timedatectl set-ntp true)"
)

// away reports that a part does not answer at an address, or that something else answers there.
func (d *doctor) away(check, address, says string, err error, start, setting string) {
	remedy := start + ", or set " + setting
	switch c, dial := net.DialTimeout("tcp", address, time.Second); {
	case dial == nil:
		_ = c.Close()
		if hangs(err) {
			says += ", though something listens there: it takes connections and is silent"
			remedy = "look whether it is stopped or overloaded: its log, its memory and disk, and `ps` (state T is stopped: " +
				"`kill -CONT`); else restart it"
			break
		}
		says += ", though something listens there: " + innermostError(err)
		remedy = "look what listens at " + address + "; set " + setting + " to where this part is"
	case errors.Is(dial, syscall.ECONNREFUSED):
		says += ": nothing listens there"
	default:
		says += ": " + innermostError(dial)
	}
	d.add(check, Problem, says, remedy)
}

// hangs reports whether a part did not answer in time.
func hangs(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return errors.Is(err, context.DeadlineExceeded) || ok && network.Timeout()
}

// ports checks whether the ports that genesis up would use for missing parts are free.
func (d *doctor) ports(temporal bool) {
	if temporal || d.TemporalAddress != "" {
		return
	}
	for _, p := range []struct {
		port          int
		what, setting string
	}{
		{d.UpTemporalPort, "Temporal", "GENESIS_UP_TEMPORAL_PORT"}, {d.UpTemporalUIPort, "the UI of Temporal",
			"GENESIS_UP_TEMPORAL_UI_PORT"},
	} {
		address := fmt.Sprintf("127.0.0.1:%d", p.port)
		l, err := net.Listen("tcp", address)
		if err != nil {
			d.add(fmt.Sprintf("port %d", p.port), Problem, fmt.Sprintf("genesis up wants it for %s, and it is taken: %s", p.what,
				innermostError(err)),
				"stop what listens there, or set "+p.setting+" to another port, or to 0 for a free one")
			continue
		}
		_ = l.Close()
		d.add(fmt.Sprintf("port %d", p.port), OK, "it is free for "+p.what, "")
	}
}

// redis checks Redis and the clock.
func (d *doctor) redis(ctx context.Context) bool {
	ctx, stop := context.WithTimeout(ctx, partTimeout)
	defer stop()
	h, err := d.store.Health(ctx)
	if err != nil {
		d.redisAway(err)
		return false
	}
	if err := d.store.Ready(ctx); err != nil {
		d.redisAway(err)
	} else {
		d.redisServer(h)
	}
	if skew := time.Since(h.Clock).Abs(); skew > maxSkew {
		d.add("clock", Warning, fmt.Sprintf("this clock and that of Redis are %v apart", skew.Round(time.Millisecond)),
			setClocks)
	} else {
		d.add("clock", OK, "it agrees with that of Redis", "")
	}
	return true
}

// redisAway reports why Redis can't be used.
func (d *doctor) redisAway(err error) {
	if words, advice, refused := redisstore.Refused(err); refused {
		d.add("redis", Problem, "it answers at "+redacted(d.RedisAddress())+", but refuses: "+words, advice)
		return
	}
	says := "it does not answer at " + redacted(d.RedisAddress())
	address := d.RedisAddress()
	if u, parsed := url.Parse(address); parsed == nil && u.Host != "" {
		address = u.Host
	}
	d.away("redis", address, says, err, "start it with `genesis up` or redis-server", "GENESIS_REDIS_URL")
}

// redisServer judges what Redis says about itself.
func (d *doctor) redisServer(h redisstore.Health) {
	switch {
	case h.Withheld:
		d.add("redis", Warning, "it does not tell this user its version and state (INFO is not allowed)",
			"redis-cli acl setuser NAME +info; docs/operating.md has all that the user needs")
	case h.Embedded:
		d.add("redis", OK, "the one inside of genesis up", "")
	case h.Stuck:
		d.add("redis", Problem, "version "+h.Version+" can't write to its disk, and refuses changes until it can",
			"make room on the disk of Redis; its log says what failed")
	case h.Policy != "" && h.Policy != "noeviction":
		d.add("redis", Problem, fmt.Sprintf("version %s discards records when it is full (maxmemory-policy %s)", h.Version,
			h.Policy),
			"redis-cli config set maxmemory-policy noeviction")
	case h.Full > .9:
		d.add("redis", Warning, fmt.Sprintf("version %s has used %.0f %% of its maxmemory", h.Version, 100*h.Full),
			"redis-cli config set maxmemory with more, or 0 for no limit: when it is full, records can't be written")
	case !h.Keeps:
		d.add("redis", Warning, "version "+h.Version+" keeps nothing across a restart (appendonly is off)",
			"redis-cli config set appendonly yes; what the engine holds comes back by itself, records do not")
	default:
		d.add("redis", OK, "version "+h.Version, "")
	}
}

func redacted(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "an address that is no URL"
	}
	return u.Redacted()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
