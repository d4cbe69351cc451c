package gateway

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// takeStep is how a viewer of genesis.v3 handles a step or a rekey, after WIRE.md.
func (c *client) takeStep(b []byte) error {
	le := binary.LittleEndian
	c.steps++
	if b[1] != 3 {
		return fmt.Errorf("version %d", b[1])
	}
	if b[0] == kindRekey {
		return c.takeRekey(b)
	}
	if key := le.Uint16(b[2:]); key != c.key {
		return fmt.Errorf("a step of keyframe %d, which has not come", key)
	}
	phase, mask, births, food := int(b[4]), le.Uint64(b[16:]), le.Uint64(b[24:]), le.Uint64(b[32:])
	c.tick, c.view = le.Uint64(b[8:]), mask
	b = b[40:]
	for ; mask != 0; mask &= mask - 1 {
		n := bits.TrailingZeros64(mask)
		t := &c.tiles[n]
		b = t.takeMoves(b, phase)
		if births&(1<<n) != 0 {
			count := int(le.Uint16(b))
			b = b[2:]
			for range count {
				serial, e := readBody(b)
				t.bear(serial, e)
				b = b[26:]
			}
		}
		if food&(1<<n) != 0 {
			b = t.takeFood(b)
		}
	}
	if len(b) != 0 {
		return fmt.Errorf("%d bytes too many", len(b))
	}
	return nil
}

// takeMoves moves the tile's molbots: those of the keyframe in its order, then those born since.
func (t *tileState) takeMoves(b []byte, phase int) []byte {
	j := 0
	move := func(e *body) (alive bool) {
		b, alive = readMove(b, e)
		if alive && (j+phase)%8 == 0 {
			e.Energy = b[0]
			b = b[1:]
		}
		j++
		return alive
	}
	for i := range t.bodies {
		if !t.gone[i] {
			t.gone[i] = !move(&t.bodies[i])
		}
	}
	for _, serial := range slices.Clone(t.order) {
		e := t.born[serial]
		if move(&e) {
			t.born[serial] = e
		} else {
			delete(t.born, serial)
			t.order = slices.DeleteFunc(t.order, func(s uint64) bool { return s == serial })
		}
	}
	return b
}

func (t *tileState) bear(serial uint64, e body) {
	if t.born == nil {
		t.born = map[uint64]body{}
	}
	t.born[serial] = e
	t.order = append(t.order, serial)
}

func readMove(b []byte, e *body) (rest []byte, alive bool) {
	switch {
	case b[0] != 0x80:
		e.X, e.Y = e.X+uint16(int8(b[0])), e.Y+uint16(int8(b[1]))
		return b[2:], true
	case b[1] == 0:
		return b[2:], false
	}
	e.X, e.Y = binary.LittleEndian.Uint16(b[2:]), binary.LittleEndian.Uint16(b[4:])
	return b[6:], true
}

// takeFood changes the tile's food. The client of these tests keeps only its locations.
func (t *tileState) takeFood(b []byte) []byte {
	le := binary.LittleEndian
	changes, more := int(le.Uint16(b)), int(le.Uint16(b[2:]))
	b = b[4:]
	gone := map[int]bool{}
	for range changes {
		at := le.Uint16(b)
		b = b[2:]
		if at&1 == 1 {
			gone[int(at>>1)] = true
		} else {
			b = b[1:]
		}
	}
	var food [][2]uint16
	for i, f := range t.food {
		if !gone[i] {
			food = append(food, f)
		}
	}
	for range more {
		food = append(food, [2]uint16{le.Uint16(b), le.Uint16(b[2:])})
		b = b[6:]
	}
	t.food = food
	return b
}

func (c *client) takeRekey(b []byte) error {
	le := binary.LittleEndian
	type known struct {
		serial uint64
		body   body
	}
	var all []known
	for i := range c.tiles {
		t := &c.tiles[i]
		for j, serial := range t.serials {
			if !t.gone[j] {
				all = append(all, known{serial, t.bodies[j]})
			}
		}
		for _, serial := range t.order {
			all = append(all, known{serial, t.born[serial]})
		}
	}
	next := client{types: c.types, steps: c.steps, key: le.Uint16(b[2:]), unit: c.unit, tick: le.Uint64(b[8:]),
		view: le.Uint64(b[24:])}
	b = b[32:]
	for i := range next.tiles {
		t := &next.tiles[i]
		n := int(le.Uint32(b))
		b = b[4:]
		t.gone = make([]bool, n)
		for range n {
			at := le.Uint16(b)
			b = b[2:]
			if at == 0xffff {
				serial, e := readBody(b)
				t.serials, t.bodies = append(t.serials, serial), append(t.bodies, e)
				b = b[26:]
				continue
			}
			m := all[at]
			b, _ = readMove(b, &m.body)
			m.body.Energy, m.body.Radius, m.body.Dormant = b[0], b[1], b[2]&1 == 1
			flags := b[2]
			b = b[3:]
			if flags&2 != 0 {
				m.body.Type = le.Uint16(b)
				b = b[2:]
			}
			if flags&4 != 0 {
				m.body.Color = [3]byte(b)
				b = b[3:]
			}
			t.serials, t.bodies = append(t.serials, m.serial), append(t.bodies, m.body)
		}
		t.keyFood, b = readFood(b, nil)
		t.food = t.keyFood
	}
	if len(b) != 0 {
		return fmt.Errorf("%d bytes too many", len(b))
	}
	*c = next
	return nil
}

// TestAnotherWorldsMolbotIsNew: a world that was reset reuses its serials for other molbots.
func TestAnotherWorldsMolbotIsNew(t *testing.T) {
	f := crowd(3)
	first, err := newKeyframe(nil, f)
	must(t, err)
	f.Entities[1].Born, f.Entities[2].Generation = f.Entities[1].Born+7, f.Entities[2].Generation+1
	second, err := newKeyframe(first, f)
	must(t, err)
	same(t, len(second.rekeyMessage(first.roster))-len(first.rekeyMessage(first.roster)), 2*(bodyBytes-5))
}

// TestAMolbotTakesThreeBytes limits the bytes for each molbot and frame in a grown world, keyframes included, to 3.
func TestAMolbotTakesThreeBytes(t *testing.T) {
	e := engine.New(engine.NewParams(), 1, engine.Options{})
	defer e.Close()
	for range 4800 {
		e.Tick(engine.Input{})
	}
	var f genesis.Frame
	var k *keyframe
	var s *scene
	bytes, before, molbots := 0, 0, 0
	for n := range 480 {
		e.Tick(engine.Input{})
		e.Tick(engine.Input{})
		e.Frame(&f)
		if n%30 == 0 || !sameSets(k.sets, f.Types) {
			next, err := newKeyframe(k, &f)
			must(t, err)
			k = next
		}
		s = newScene(k, &f, s, false)
		molbots += len(f.Entities)
		switch {
		case s.first && s.previousRoster != nil && k.number%fullEvery != 0:
			bytes += len(k.rekeyMessage(s.previousRoster))
		case s.first:
			bytes += len(k.message(allTiles, allTiles))
		default:
			bytes += len(s.stepMessage(s.previousRoster, allTiles))
		}
		if s.first {
			before += len(k.message(allTiles, allTiles))
		} else {
			before += len(s.deltaMessage(allTiles))
		}
	}
	each := float64(bytes) / float64(molbots)
	t.Logf("%d molbots: %.2f bytes each and frame, %.2f in genesis.v2", molbots/480, each,
		float64(before)/float64(molbots))
	if each > 3 {
		t.Errorf("a molbot takes %.2f bytes a frame", each)
	}
}
