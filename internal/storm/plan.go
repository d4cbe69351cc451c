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

// kind is what an injection does to its part.
type kind string

const (
	kill   kind = "kill"   // SIGKILL; restarted when the fault ends
	stop   kind = "stop"   // SIGTERM, as an operator would
	freeze kind = "freeze" // SIGSTOP; SIGCONT when the fault ends
	refuse kind = "refuse" // Redis refuses writes in the way that detail names
	full   kind = "full"   // the part's disk is full
	skew   kind = "skew"   // the part is restarted with its clock offset by detail [s]
)

// writeRejections are the ways in which Redis refuses writes.
var writeRejections = []string{"maxmemory", "replicas", "readonly", "script"}

// injection is one thing done to one part.
type injection struct {
	kind   kind
	part   string
	detail string
}

// String implements fmt.Stringer.
func (b injection) String() string {
	return strings.TrimSpace(strings.Join([]string{string(b.kind), b.part, b.detail}, " "))
}

// fault is one or two injections that begin and end together.
type fault struct {
	injections []injection
	hold       time.Duration // duration of the injections
	rest       time.Duration // from their end to the next fault
}

// String implements fmt.Stringer.
func (f fault) String() string {
	var said []string
	for _, b := range f.injections {
		said = append(said, b.String())
	}
	return fmt.Sprintf("%s, for %.1f s", strings.Join(said, " and "), f.hold.Seconds())
}

// maxFault is the maximum duration of a fault: every part is back within a minute, including its start.
const maxFault = 45 * time.Second

// faultKind is a kind of injection, with the parts it can hit and its relative frequency.
type faultKind struct {
	kind   kind
	weight int
	parts  []string
}

var allParts = []string{redisPart, temporalPart, enginePart, workerPart, gatewayPart}

// faultKinds returns the injections that are possible on this machine.
func faultKinds(disks, clocks bool) []faultKind {
	all := []faultKind{
		{kill, 40, allParts},
		{stop, 8, allParts},
		{freeze, 22, allParts},
		{refuse, 14, []string{redisPart}},
	}
	if disks {
		all = append(all, faultKind{full, 8, []string{enginePart, redisPart}})
	}
	if clocks {
		all = append(all, faultKind{skew, 8, []string{enginePart, workerPart, gatewayPart}})
	}
	return all
}

// plan draws n faults from a seed. The same seed and kinds give the same faults.
func plan(seed uint64, n int, from []faultKind) []fault {
	r := rand.New(rand.NewPCG(seed, 0x5701a))
	faults := make([]fault, n)
	for i := range faults {
		f := fault{
			injections: []injection{draw(r, from, "")},
			hold:       300*time.Millisecond + time.Duration(r.ExpFloat64()*2.5*float64(time.Second)),
			rest:       500*time.Millisecond + time.Duration(r.ExpFloat64()*2*float64(time.Second)),
		}
		if r.IntN(4) == 0 {
			f.injections = append(f.injections, draw(r, from, f.injections[0].part))
		}
		if r.IntN(20) == 0 { // long enough for leases, heartbeats and polls to expire
			f.hold += time.Duration(r.Int64N(int64(maxFault)))
		}
		f.hold = min(f.hold, maxFault).Round(100 * time.Millisecond)
		f.rest = f.rest.Round(100 * time.Millisecond)
		faults[i] = f
	}
	return faults
}

// draw chooses an injection for a part other than the one already hit.
func draw(r *rand.Rand, from []faultKind, hit string) injection {
	total := 0
	for _, c := range from {
		total += c.weight
	}
	for {
		at := r.IntN(total)
		k := slices.IndexFunc(from, func(c faultKind) bool { at -= c.weight; return at < 0 })
		b := injection{kind: from[k].kind, part: from[k].parts[r.IntN(len(from[k].parts))]}
		switch b.kind {
		case refuse:
			b.detail = writeRejections[r.IntN(len(writeRejections))]
		case skew:
			b.detail = fmt.Sprint([]int{-86_400, -3600, -30, 30, 3600, 86_400}[r.IntN(6)])
		}
		if b.part != hit {
			return b
		}
	}
}
