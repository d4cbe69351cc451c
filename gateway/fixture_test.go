package gateway

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

var update = flag.Bool("update", false, "write the page's fixture anew")

const fixture = "../frontend/src/wire/testdata/steps.json"

// shown is a scene as the page must draw it.
type shown struct {
	Message string      `json:"message"` // hex
	Tick    uint64      `json:"tick"`
	Molbots [][7]uint64 `json:"molbots"` // serial, x, y in units, radius in eighths, type, colour, dormant
	Food    int         `json:"food"`
}

// TestStepsFixture keeps the page's decoder in step with this encoder: the page's tests decode these messages and must
// draw what is recorded beside them.
func TestStepsFixture(t *testing.T) {
	var list []shown
	var k *keyframe
	var s *scene
	for n, f := range fixtureFrames() {
		if n%12 == 0 {
			next, err := newKeyframe(k, f)
			must(t, err)
			k = next
		}
		s = newScene(k, f, s, false)
		message := k.message(allTiles, allTiles)
		switch {
		case s.first && n > 0:
			message = k.rekeyMessage(s.previousRoster)
		case n == 20: // a viewer that skipped a scene continues from a delta
			message = s.deltaMessage(allTiles)
		case !s.first:
			message = s.stepMessage(s.previousRoster, allTiles)
		}
		list = append(list, shown{hex.EncodeToString(message), s.tick, s.roster.drawn(), len(f.Resources)})
	}
	text, err := json.MarshalIndent(list, "", " ")
	must(t, err)
	if *update {
		must(t, os.WriteFile(fixture, append(text, '\n'), 0o644))
	}
	kept, err := os.ReadFile(fixture)
	must(t, err)
	if string(kept) != string(text)+"\n" {
		t.Error("the fixture is not what the gateway sends: go test ./gateway -run TestStepsFixture -update, and run the " +
			"page's tests")
	}
}

// fixtureFrames returns frames of a small world in which molbots swim, jump, die and are born, and food comes and goes.
func fixtureFrames() (frames []*genesis.Frame) {
	r := rand.New(rand.NewPCG(1, 2))
	at := func() float32 { return float32(r.IntN(1500)) }
	f := &genesis.Frame{Types: [][]string{{"graze_v1"}, {"wander_v1"}}, Tick: 1000}
	serial := uint64(0)
	for n := range 40 {
		var kept []genesis.FrameEntity
		for _, e := range f.Entities {
			e.X, e.Y = max(0, e.X+float32(r.IntN(13)-6)), max(0, e.Y+float32(r.IntN(13)-6))
			if r.IntN(30) == 0 {
				e.X = at()
			}
			if e.Dormant = n%12 == 0 && r.IntN(3) == 0; n%12 == 0 && r.IntN(4) == 0 {
				e.Type, e.R = 1-e.Type, e.R+1
			}
			if r.IntN(15) > 0 {
				kept = append(kept, e)
			}
		}
		for range r.IntN(3) {
			serial++
			kept = append(kept, genesis.FrameEntity{Serial: serial, X: at(), Y: at(), Energy: 50, Radius: 5, R: 40, G: 50, B: 60,
				Born: f.Tick})
		}
		food := append([]genesis.FrameResource{}, f.Resources[min(len(f.Resources), r.IntN(2)):]...)
		for i := range food {
			food[i].Amount -= float32(r.IntN(2))
		}
		food = append(food, genesis.FrameResource{X: at(), Y: at(), Amount: 90, Kind: genesis.FoodKind(n % 3)})
		f = &genesis.Frame{Types: f.Types, Tick: f.Tick + 2, Entities: kept, Resources: food}
		frames = append(frames, f)
	}
	return frames
}

func (r *roster) drawn() (list [][7]uint64) {
	for t := range r.molbots {
		for _, m := range r.molbots[t] {
			color := uint64(m.color[0])<<16 | uint64(m.color[1])<<8 | uint64(m.color[2])
			list = append(list, [7]uint64{m.serial, uint64(m.x), uint64(m.y), uint64(m.radius), uint64(m.typ), color,
				uint64(m.flags)})
		}
	}
	return list
}
