package gateway

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ai-genesis/ai-genesis"
)

// The golden bytes of WIRE.md.
func TestRichMessagesAreAsDocumented(t *testing.T) {
	f := specifiedFrame()
	k, err := newKeyframe(nil, f)
	must(t, err)
	same(t, []any{k.tile, k.tileAt(450.23, 312.77), k.tileAt(100, 200)}, []any{float32(57), 61, 11})
	tiles := uint64(1)<<11 | uint64(1)<<61
	same(t, hex.EncodeToString(k.message(tiles, allTiles)),
		"01020000"+"0000803c"+"bd60010000000000"+"0008000000000020"+"ffffffffffffffff"+ // head
			"00000000"+"01000000"+"0019"+"0032"+"32"+"00"+ // tile 11
			"01000000"+"f1a3000000000000"+"8f70"+"314e"+"4f"+"32"+"0100"+"ff8c42"+"00"+"905a0100"+"1100"+"00000000") // tile 61
	same(t, len(k.message(allTiles, allTiles)), 32+64*8+26+6)

	f.Tick++
	f.Entities[0].X += 2
	f.Entities = append(f.Entities, genesis.FrameEntity{Serial: 0xa3f2, X: 450.23, Y: 312.77, Energy: 30, Radius: 4,
		Dormant: true, Born: 90302, Generation: 18})
	s := newScene(k, f, newScene(k, specifiedFrame(), nil, false), false)
	same(t, hex.EncodeToString(s.deltaMessage(tiles)),
		"02020000"+"0000803c"+"be60010000000000"+"0008000000000020"+"0008000000000020"+
			"00000000"+"ffffffff"+ // tile 11: nobody born, food as in the keyframe
			"0f71"+"314e"+"4f"+"01000000"+"f2a3000000000000"+"8f70"+"314e"+"1e"+"20"+"0000"+"000000"+"01"+"be600100"+"1200"+
			"ffffffff")
	// head
	same(t, hex.EncodeToString(s.stepMessage(s.previousRoster, tiles)), "05030000"+"02000000"+"be60010000000000"+
		"0008000000000020"+
		"0000000000000020"+"0000000000000000"+ // births, no food
		"80010f71314e"+"0100"+"f2a3000000000000"+"8f70"+"314e"+"1e"+"20"+"0000"+"000000"+"01"+"be600100"+"1200")
	empty := newScene(k, &genesis.Frame{Tick: f.Tick}, s, false)
	same(t, hex.EncodeToString(empty.stepMessage(empty.previousRoster, 1<<61)[40:]), "8000"+"8000")
	same(t, hex.EncodeToString(empty.stepMessage(empty.previousRoster, 1<<11)[40:]), "0100"+"0000"+"0100")
	same(t, hex.EncodeToString(empty.deltaMessage(1 << 61)[32:]), "ffffffff00"+"00000000"+"ffffffff")
	same(t, hex.EncodeToString(empty.deltaMessage(1 << 11)[32:]), "00000000"+"00000000")
	same(t, empty.density == nil, true)

	f.Tick += 1
	f.Events = []genesis.FrameEvent{
		{Kind: genesis.EventBirth, Serial: 0xa3f2, Other: 0xa3f1, X: 450.23, Y: 312.77},
		{Kind: genesis.EventShare, Serial: 0xa3f1, Other: 0xa3f2, X: 100, Y: 200},
	}
	same(t, hex.EncodeToString(eventMessage(k.unit, newEventBatch(k, f))), "04020200"+"0000803c"+"bf60010000000000"+
		"01"+"8f70"+"314e"+"f2a3000000000000"+"f1a3000000000000"+"07"+"0019"+"0032"+"f1a3000000000000"+"f2a3000000000000")

	d := densityMap(specifiedFrame(), 64)
	same(t, len(d), 16+64*64*4)
	same(t, hex.EncodeToString(d[:16]), "03024000"+"00000041"+"bd60010000000000")
	at := 16 + 4*(39*64+56)
	same(t, hex.EncodeToString(d[at:at+4]), "01000000")
}

// body is a molbot as a client of genesis.v2 knows it.
type body struct {
	X, Y    uint16
	Energy  byte
	Radius  byte
	Type    uint16
	Color   [3]byte
	Dormant bool
}

// client is the simplest possible viewer of genesis.v2, written after WIRE.md.
type client struct {
	types [][]string
	steps int // messages of genesis.v3 that it has received
	key   uint16
	unit  float32
	tick  uint64
	view  uint64
	tiles [64]tileState
}

type tileState struct {
	serials []uint64
	bodies  []body
	gone    []bool
	born    map[uint64]body
	order   []uint64 // serials of those born
	food    [][2]uint16
	keyFood [][2]uint16
}

var errShort = errors.New("the message is too short")

func (c *client) take(b []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errShort
		}
	}()
	le := binary.LittleEndian
	if b[0] == kindEvents {
		return nil
	}
	kind, mask := b[0], le.Uint64(b[16:])
	if kind == kindStep || kind == kindRekey {
		return c.takeStep(b)
	}
	if b[1] != 2 {
		return fmt.Errorf("version %d", b[1])
	}
	if key := le.Uint16(b[2:]); kind == kindKey && (key != c.key || c.unit == 0) {
		*c = client{types: c.types, steps: c.steps, key: key}
	} else if key != c.key {
		return fmt.Errorf("a change of keyframe %d, which has not come", key)
	}
	c.unit, c.tick, c.view = math.Float32frombits(le.Uint32(b[4:])), le.Uint64(b[8:]), le.Uint64(b[24:])
	b = b[32:]
	for ; mask != 0; mask &= mask - 1 {
		t := &c.tiles[bits.TrailingZeros64(mask)]
		if kind == kindKey {
			b = t.takeKey(b)
		} else {
			b = t.takeDelta(b)
		}
	}
	if len(b) != 0 {
		return fmt.Errorf("%d bytes too many", len(b))
	}
	return nil
}

func (t *tileState) takeKey(b []byte) []byte {
	n := int(binary.LittleEndian.Uint32(b))
	b = b[4:]
	*t = tileState{gone: make([]bool, n)}
	for range n {
		serial, e := readBody(b)
		t.serials, t.bodies = append(t.serials, serial), append(t.bodies, e)
		b = b[26:]
	}
	t.keyFood, b = readFood(b, nil)
	t.food = t.keyFood
	return b
}

func (t *tileState) takeDelta(b []byte) []byte {
	le := binary.LittleEndian
	for i := range t.bodies {
		x, y := le.Uint16(b), le.Uint16(b[2:])
		t.gone[i] = x == notInFrame && y == notInFrame
		t.bodies[i].X, t.bodies[i].Y, t.bodies[i].Energy = x, y, b[4]
		b = b[5:]
	}
	born := int(le.Uint32(b))
	b = b[4:]
	t.born, t.order = map[uint64]body{}, nil
	for range born {
		serial, e := readBody(b)
		t.bear(serial, e)
		b = b[26:]
	}
	t.food, b = readFood(b, t.keyFood)
	return b
}

func readBody(b []byte) (uint64, body) {
	le := binary.LittleEndian
	return le.Uint64(b), body{le.Uint16(b[8:]), le.Uint16(b[10:]), b[12], b[13], le.Uint16(b[14:]), [3]byte(b[16:19]),
		b[19]&1 == 1}
}

func readFood(b []byte, key [][2]uint16) ([][2]uint16, []byte) {
	n := binary.LittleEndian.Uint32(b)
	b = b[4:]
	if n == asInKey {
		return key, b
	}
	var food [][2]uint16
	for range n {
		food = append(food, [2]uint16{binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])})
		b = b[6:]
	}
	return food, b
}

// drawn is what the client shows.
func (c *client) drawn() (bodies map[uint64]body, food int) {
	bodies = map[uint64]body{}
	for i := range c.tiles {
		if c.view&(1<<i) == 0 {
			continue
		}
		t := &c.tiles[i]
		for j, serial := range t.serials {
			if !t.gone[j] {
				bodies[serial] = t.bodies[j]
			}
		}
		for serial, e := range t.born {
			bodies[serial] = e
		}
		food += len(t.food)
	}
	return bodies, food
}

// TestRichViewerSeesTheWorld drives a viewer over a real connection through random frames, some of which it skips, and
// random views, and compares what it draws with the frame itself.
func TestRichViewerSeesTheWorld(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"genesis.v2", "genesis.v3"} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			c := seesTheWorld(t, protocol)
			if (c.steps > 20) != (protocol == "genesis.v3") { // in 20 or 100 random worlds
				t.Errorf("%d steps of genesis.v3", c.steps)
			}
		})
	}
}

func seesTheWorld(t *testing.T, protocol string) *client {
	h := start(t, nil)
	conn := h.watch(nil, protocol)
	same(t, conn.Subprotocol(), protocol)
	var v *viewer
	eventually(t, "the viewer is in", func() bool {
		h.server.hub.mu.Lock()
		defer h.server.hub.mu.Unlock()
		for v = range h.server.hub.members {
			return true
		}
		return false
	})
	c, serial, tick := &client{}, uint64(0), uint64(0)
	rapid.Check(t, func(rt *rapid.T) {
		f := &genesis.Frame{Types: [][]string{{"graze_v1"}}}
		coordinate := rapid.Float32Range(0, 1999)
		steps := rapid.IntRange(1, 12).Draw(rt, "steps")
		for n := range steps + energyEvery {
			tick++
			f.Tick = tick
			if n < steps {
				mutate(rt, f, &serial, coordinate)
			}
			if rapid.IntRange(0, 3).Draw(rt, "look") == 0 {
				h.look(v, conn, rt, coordinate)
			}
			raw, _ := f.AppendBinary(nil)
			if rapid.IntRange(0, 7).Draw(rt, "keyframe") == 0 {
				h.server.hub.frameMu.Lock()
				h.server.hub.keyAt = time.Time{}
				h.server.hub.frameMu.Unlock()
			}
			for range rapid.IntRange(1, 2).Draw(rt, "twice") { // the viewer is likely to skip the first of two
				h.server.hub.takeFrame(raw)
			}
			must(t, conn.SetReadDeadline(time.Now().Add(20*time.Second)))
			for c.tick != tick || !c.complete(h.server.hub) {
				kind, data := next(t, conn)
				if kind == websocket.TextMessage {
					must(t, json.Unmarshal(data, &struct{ Types *[][]string }{&c.types}))
					continue
				}
				if err := c.take(data); err != nil {
					rt.Fatal(err)
				}
			}
			compare(rt, c, f, h.server.hub.scene, v.view.Load(), protocol == "genesis.v2" || n == steps+energyEvery-1)
		}
	})
	return c
}

// complete reports whether the client also has the delta, if there is one.
func (c *client) complete(h *hub) bool {
	h.frameMu.Lock()
	defer h.frameMu.Unlock()
	return c.key == h.scene.number && c.unit != 0 && (c.tick == h.scene.tick)
}

func (h *house) look(v *viewer, conn *websocket.Conn, rt *rapid.T, coordinate *rapid.Generator[float32]) {
	var rects [][4]float32
	for range rapid.IntRange(0, 2).Draw(rt, "rects") {
		rects = append(rects, [4]float32{coordinate.Draw(rt, "left"), coordinate.Draw(rt, "top"),
			1 + coordinate.Draw(rt, "width")/2, 1 + coordinate.Draw(rt, "height")/2})
	}
	before := v.view.Load()
	must(h.t, conn.WriteJSON(map[string]any{"type": "view", "rects": rects}))
	eventually(h.t, "the view is taken", func() bool { return v.view.Load() != before })
}

// mutate moves, kills and adds molbots and moves food; now and then the table of types changes.
func mutate(rt *rapid.T, f *genesis.Frame, serial *uint64, coordinate *rapid.Generator[float32]) {
	kept := f.Entities[:0]
	for _, e := range f.Entities {
		if rapid.IntRange(0, 4).Draw(rt, "dies") == 0 {
			continue
		}
		e.Energy = rapid.Float32Range(0, 200).Draw(rt, "energy")
		if rapid.IntRange(0, 3).Draw(rt, "jumps") == 0 {
			e.X, e.Y = coordinate.Draw(rt, "x"), coordinate.Draw(rt, "y")
		} else {
			e.X, e.Y = e.X+rapid.Float32Range(-7, 7).Draw(rt, "dx"), e.Y+rapid.Float32Range(-7, 7).Draw(rt, "dy")
		}
		e.R = byte(rapid.IntRange(9, 10).Draw(rt, "colour"))
		kept = append(kept, e)
	}
	f.Entities = kept
	for range rapid.IntRange(0, 4).Draw(rt, "born") {
		*serial++
		f.Entities = append(f.Entities, genesis.FrameEntity{Serial: *serial, X: coordinate.Draw(rt, "x"),
			Y:      coordinate.Draw(rt, "y"),
			Energy: 10, Radius: 5.5, R: 9, Dormant: rapid.Bool().Draw(rt, "dormant")})
	}
	switch rapid.IntRange(0, 2).Draw(rt, "food") {
	case 1:
		f.Resources = slices.DeleteFunc(f.Resources, func(genesis.FrameResource) bool {
			return rapid.Bool().Draw(rt,
				"eaten")
		})
		for i := range f.Resources {
			f.Resources[i].Amount = rapid.Float32Range(0, 200).Draw(rt, "amount")
		}
	case 2:
		f.Resources = f.Resources[:0]
		for range rapid.IntRange(0, 5).Draw(rt, "pieces") {
			f.Resources = append(f.Resources, genesis.FrameResource{X: coordinate.Draw(rt, "x"), Y: coordinate.Draw(rt, "y"),
				Amount: 60})
		}
	}
	if rapid.IntRange(0, 5).Draw(rt, "types") == 0 {
		f.Types = append(f.Types, []string{fmt.Sprintf("trait_v%d", len(f.Types))})
	}
}

// compare checks what the client draws against the frame.
func compare(rt *rapid.T, c *client, f *genesis.Frame, s *scene, w *view, energy bool) {
	mask, want, food := w.mask(s.tile), map[uint64]body{}, 0
	tiles := map[uint64]int{}
	for t := range s.roster.molbots {
		for _, m := range s.roster.molbots[t] {
			tiles[m.serial] = t
		}
	}
	keyed := map[uint64]int{}
	for t := range s.keyframe.roster.molbots {
		for _, m := range s.keyframe.roster.molbots[t] {
			keyed[m.serial] = t
		}
	}
	got, gotFood := c.drawn()
	for i := range f.Entities {
		e := &f.Entities[i]
		t, listed := tiles[e.Serial]
		if was, known := keyed[e.Serial]; known && was != t || !listed {
			rt.Fatalf("%d is in tile %d, and its keyframe has it in %d", e.Serial, t, was)
		}
		if mask&(1<<t) != 0 {
			had := body{s.quantise(e.X), s.quantise(e.Y), saturated(e.Energy), 44, e.Type, got[e.Serial].Color, e.Dormant}
			if !energy {
				had.Energy = got[e.Serial].Energy
			}
			if s.first {
				had.Color = [3]byte{e.R, 0, 0}
			}
			want[e.Serial] = had
		}
	}
	for _, r := range f.Resources {
		if mask&(1<<s.tileAt(r.X, r.Y)) != 0 {
			food++
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || gotFood != food {
		rt.Fatalf("tick %d: %d pieces of food, want %d; molbots (-want +got)\n%s", f.Tick, gotFood, food, diff)
	}
	if diff := cmp.Diff(f.Types, c.types); diff != "" {
		rt.Fatal(diff)
	}
}

func TestRichViewerMayLookFromAfar(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.film(300)
	conn := h.watch(nil, "genesis.v2", "genesis.v1")
	must(t, conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"view","detail":"density"}`)))
	for range 3 {
		var data []byte
		for len(data) == 0 || data[0] != kindDensity {
			_, data = next(t, conn)
		}
		molbots := 0
		for i := 16; i < len(data); i += 4 {
			molbots += int(binary.LittleEndian.Uint16(data[i:]))
		}
		same(t, molbots, 300)
	}
	for _, bad := range []string{`{"type":"view","detail":"fine"}`, `{"type":"view","rects":[[1,2,0,5]]}`,
		`{"type":"view","rects":[[1,2],[],[],[],[]]}`, `{"type":"view","rects":[["a"]]}`} {
		must(t, conn.WriteMessage(websocket.TextMessage, []byte(bad)))
		until(t, conn, "error")
	}
	plain := h.watch(nil)
	must(t, plain.WriteMessage(websocket.TextMessage, []byte(`{"type":"view"}`)))
	until(t, plain, "error")
}

// TestEventsReachAViewerThatSkips: the events of frames that a viewer does not get arrive with its next frame.
func TestEventsReachAViewerThatSkips(t *testing.T) {
	t.Parallel()
	var s *scene
	var last *keyframe
	for tick := range uint64(100) {
		f := crowd(3)
		f.Tick = tick + 1
		f.Events = []genesis.FrameEvent{{Kind: genesis.EventBirth, Serial: f.Tick, X: 1, Y: 1}}
		var err error
		last, err = newKeyframe(last, f)
		must(t, err)
		next := newScene(last, f, s, false)
		next.collectEvents(s, f)
		s = next
	}
	same(t, len(s.recentEvents), eventHistory)
	same(t, []any{s.eventsSince(100) == nil, s.eventsSince(99) == s.recentEvents[eventHistory-1].message},
		[]any{true, true})
	same(t, len(eventMessage(s.unit, s.recentEvents...)), eventHead+eventHistory*eventBytes)
	same(t, s.recentEvents[0].tick, uint64(71))

	h := start(t, nil)
	conn := h.watch(nil, "genesis.v2")
	eventually(t, "the viewer is in", func() bool { return h.server.hub.viewers() == 1 })
	must(t, conn.SetReadDeadline(time.Now().Add(20*time.Second)))
	f, told, old := crowd(3), uint64(0), uint64(0)
	for round := range 10 { // each tick has one birth, and each must be reported exactly once
		for range 4 {
			f.Tick++
			f.Events = []genesis.FrameEvent{{Kind: genesis.EventBirth, Serial: f.Tick}}
			raw, _ := f.AppendBinary(nil)
			h.server.hub.takeFrame(raw)
		}
		if round == 0 { // events from before it joined are not sent
			for kind := websocket.TextMessage; kind != websocket.BinaryMessage; {
				kind, _ = next(t, conn)
			}
			eventually(t, "the first frames are sent", func() bool { return h.server.hub.idle() })
			told, old = f.Tick, f.Tick
			continue
		}
		for told < f.Tick {
			kind, data := next(t, conn)
			for at := eventHead; kind == websocket.BinaryMessage && data[0] == kindEvents && at < len(data); at += eventBytes {
				serial := binary.LittleEndian.Uint64(data[at+5:])
				if serial > old {
					same(t, serial, told+1)
					told = serial
				}
			}
		}
	}
}

// idle reports whether every mailbox is empty.
func (h *hub) idle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for v := range h.members {
		if v.scene.Load() != nil || v.frame.Load() != nil {
			return false
		}
	}
	return true
}

func BenchmarkScene(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		f := crowd(n)
		k, err := newKeyframe(nil, f)
		must(b, err)
		first := newScene(k, f, nil, false)
		f.Tick++
		for i := range f.Entities {
			f.Entities[i].X++
		}
		b.Run(fmt.Sprintf("key/%d", n), func(b *testing.B) {
			for b.Loop() {
				k, err := newKeyframe(k, f)
				must(b, err)
				b.ReportMetric(float64(len(k.message(allTiles, allTiles))), "bytes/frame")
			}
		})
		b.Run(fmt.Sprintf("delta/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s := newScene(k, f, first, false)
				b.ReportMetric(float64(len(s.deltaMessage(allTiles))), "delta-bytes/frame")
				b.ReportMetric(float64(len(s.stepMessage(s.previousRoster, allTiles))), "step-bytes/frame")
			}
		})
	}
}
