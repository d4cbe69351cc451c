package storm

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// The parts that a storm breaks.
const (
	redisPart    = "redis"
	temporalPart = "temporal"
	enginePart   = "engine"
	workerPart   = "worker"
	gatewayPart  = "gateway"
)

// kind is what a blow does to its part.
type kind string

const (
	kill   kind = "kill"   // SIGKILL; it is started again when the fault ends
	stop   kind = "stop"   // SIGTERM, as an operator does
	freeze kind = "freeze" // SIGSTOP; SIGCONT when the fault ends
	refuse kind = "refuse" // Redis refuses writes, in the way of the blow's detail
	full   kind = "full"   // the disk of the part takes nothing more
	skew   kind = "skew"   // the part is started again with a wrong clock; the detail is in seconds
)

// refusals are the ways in which a Redis refuses writes.
var refusals = []string{"maxmemory", "replicas", "readonly", "script"}

// blow is one thing done to one part.
type blow struct {
	kind   kind
	part   string
	detail string
}

// String implements fmt.Stringer.
func (b blow) String() string {
	return strings.TrimSpace(strings.Join([]string{string(b.kind), b.part, b.detail}, " "))
}

// fault is one or two blows that are struck at once and end together.
type fault struct {
	blows []blow
	hold  time.Duration // from the blows to their end
	rest  time.Duration // from there to the next fault
}

// String implements fmt.Stringer.
func (f fault) String() string {
	var said []string
	for _, b := range f.blows {
		said = append(said, b.String())
	}
	return fmt.Sprintf("%s, for %.1f s", strings.Join(said, " and "), f.hold.Seconds())
}

// longest is how long a fault lasts at most: every part is back within a minute, its start included.
const longest = 45 * time.Second

// choice is a kind of blow with the parts that it can hit and how often it comes.
type choice struct {
	kind   kind
	weight int
	parts  []string
}

var everyPart = []string{redisPart, temporalPart, enginePart, workerPart, gatewayPart}

// choices are the blows that can be struck on this machine.
func choices(disks, clocks bool) []choice {
	all := []choice{
		{kill, 40, everyPart},
		{stop, 8, everyPart},
		{freeze, 22, everyPart},
		{refuse, 14, []string{redisPart}},
	}
	if disks {
		all = append(all, choice{full, 8, []string{enginePart, redisPart}})
	}
	if clocks {
		all = append(all, choice{skew, 8, []string{enginePart, workerPart, gatewayPart}})
	}
	return all
}

// plan draws n faults from a seed: the same seed and choices give the same faults.
func plan(seed uint64, n int, from []choice) []fault {
	r := rand.New(rand.NewPCG(seed, 0x5701a))
	faults := make([]fault, n)
	for i := range faults {
		f := fault{
			blows: []blow{draw(r, from, "")},
			hold:  300*time.Millisecond + time.Duration(r.ExpFloat64()*2.5*float64(time.Second)),
			rest:  500*time.Millisecond + time.Duration(r.ExpFloat64()*2*float64(time.Second)),
		}
		if r.IntN(4) == 0 {
			f.blows = append(f.blows, draw(r, from, f.blows[0].part))
		}
		if r.IntN(20) == 0 { // long enough for leases, heartbeats and polls to run out
			f.hold += time.Duration(r.Int64N(int64(longest)))
		}
		f.hold = min(f.hold, longest).Round(100 * time.Millisecond)
		f.rest = f.rest.Round(100 * time.Millisecond)
		faults[i] = f
	}
	return faults
}

// draw chooses a blow for a part other than the one that is hit already.
func draw(r *rand.Rand, from []choice, hit string) blow {
	total := 0
	for _, c := range from {
		total += c.weight
	}
	for {
		at := r.IntN(total)
		k := slices.IndexFunc(from, func(c choice) bool { at -= c.weight; return at < 0 })
		b := blow{kind: from[k].kind, part: from[k].parts[r.IntN(len(from[k].parts))]}
		switch b.kind {
		case refuse:
			b.detail = refusals[r.IntN(len(refusals))]
		case skew:
			b.detail = fmt.Sprint([]int{-86_400, -3600, -30, 30, 3600, 86_400}[r.IntN(6)])
		}
		if b.part != hit {
			return b
		}
	}
}
