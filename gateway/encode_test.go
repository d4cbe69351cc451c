package gateway

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// specifiedFrame is the frame of section 6 of docs/specification.md.
func specifiedFrame() *genesis.Frame {
	return &genesis.Frame{
		Tick: 90301,
		Entities: []genesis.FrameEntity{{Serial: 0xa3f1, X: 450.23, Y: 312.77, Energy: 78.5, Radius: 6.2, Type: 1,
			R: 0xFF, G: 0x8C, B: 0x42, Born: 88720, Generation: 17}},
		Resources: []genesis.FrameResource{{X: 100, Y: 200, Amount: 50}},
		Types:     [][]string{{}, {"thermal_vision_v2", "energy_absorb_v1"}},
	}
}

func TestJSONFrameIsTheSeeds(t *testing.T) {
	same(t, string(appendJSON(nil, specifiedFrame())),
		`{"type":"world_frame","tick":90301,"entities":[{"id":"mol_00a3f1",`+
			`"x":450.23,"y":312.77,"energy":78.5,"radius":6.2,"color":"#FF8C42","state":"alive",`+
			`"traits":["thermal_vision_v2","energy_absorb_v1"]}],"resources":[{"x":100,"y":200,"amount":50}]}`)
	f := specifiedFrame()
	f.Entities[0].Dormant, f.Entities[0].Type, f.Entities[0].X = true, 9, float32(math.NaN())
	f.Resources = append(f.Resources, genesis.FrameResource{X: float32(math.Inf(1)), Y: -0.004, Amount: 1e-3})
	var back map[string]any
	must(t, json.Unmarshal(appendJSON(nil, f), &back))
	same(t, string(appendJSON(nil, &genesis.Frame{})), `{"type":"world_frame","tick":0,"entities":[],"resources":[]}`)
}

// The golden bytes of WIRE.md.
func TestBinaryFrameIsTheSeeds(t *testing.T) {
	want := "bd600100" + "0100" + "0100" + // tick 90301, one molbot, one piece of food
		"711de143" + "8f629c43" + "00009d42" + "01" + "ff8c42" +
		"0000c842" + "00004843" + "00004842"
	same(t, hex.EncodeToString(appendBinary(nil, specifiedFrame())), want)
	same(t, hex.EncodeToString(appendBinary(nil, &genesis.Frame{Tick: 1<<32 + 5})), "0500000000000000")
}

func TestBinaryFrameCutsWhatItCantSay(t *testing.T) {
	f := &genesis.Frame{Entities: make([]genesis.FrameEntity, 65_540), Resources: make([]genesis.FrameResource, 65_541)}
	f.Entities[0].Type = 300
	b := appendBinary(nil, f)
	same(t, len(b), 8+65_535*16+65_535*12)
	same(t, hex.EncodeToString(b[:8]), "00000000ffffffff")
	same(t, b[8+12], byte(255))
}

func TestFeedMessageIsTheSeeds(t *testing.T) {
	got, err := encodeFeed(redisstore.FeedEntry{ID: "1-0", Agent: "architect", Action: "plan_created",
		Message:   "food is short",
		Timestamp: "2026-02-16T14:32:15Z", Metadata: map[string]string{"plan_id": "evo_plan_042"}})
	must(t, err)
	same(t, string(got), `{"type":"feed_message","id":"1-0","agent":"architect","action":"plan_created",`+
		`"message":"food is short","metadata":{"plan_id":"evo_plan_042"},"timestamp":"2026-02-16T14:32:15Z"}`)
}

func FuzzFollow(f *testing.F) {
	f.Add([]byte(`{"type":"set_param","param":"colour","value":35.0}`))
	f.Add([]byte(`{"type":"set_param","param":"temperature","value":1e999}`))
	f.Add([]byte(nil))
	s := &Server{changes: newLimiter(1e9, 1e9)}
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "set_param") {
			data = append(data, ' ') // no valid message may reach the store, which is absent
		}
		if e := s.follow(newViewer(nil, false, nil), data, handshake{caller: "x"}); e == nil {
			t.Fatal("a message without permission was followed")
		}
	})
}

func FuzzReadSettings(f *testing.F) {
	f.Add([]byte(`{"temperature": 35}`))
	f.Add([]byte(`{"param": "temperature", "value": 35}`))
	f.Add([]byte(`{"param": {}, "value": []}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		settings, err := readSettings(data)
		if err != nil {
			if genesis.CodeOf(err) != genesis.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		for _, one := range settings {
			if genesis.CheckParam(one.name, one.value) != nil {
				t.Fatalf("%s let %v through", data, one)
			}
		}
	})
}

func crowd(n int) *genesis.Frame {
	f := &genesis.Frame{Tick: 1, Types: [][]string{{"graze_v1", "wander_v1"}}}
	for i := range n {
		f.Entities = append(f.Entities, genesis.FrameEntity{Serial: uint64(i), X: float32(i) * 1.37, Y: float32(i) * 2.11,
			Energy: 55.5, Radius: 6.2, R: 255})
	}
	for i := range n / 2 {
		f.Resources = append(f.Resources, genesis.FrameResource{X: float32(i), Y: float32(i), Amount: 60})
	}
	return f
}

func BenchmarkEncode(b *testing.B) {
	for name, encode := range map[string]func([]byte, *genesis.Frame) []byte{"json": appendJSON, "binary": appendBinary} {
		b.Run(fmt.Sprintf("%s/500", name), func(b *testing.B) {
			f, buf := crowd(500), []byte(nil)
			b.ReportAllocs()
			for b.Loop() {
				buf = encode(buf[:0], f)
			}
			b.ReportMetric(float64(len(buf)), "bytes/frame")
		})
	}
}
