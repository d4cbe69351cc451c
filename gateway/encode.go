package gateway

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// binaryFrom is the number of molbots from which on frames are binary.
const binaryFrom = 200

const (
	maxCount = math.MaxUint16 // limit of a binary frame, for molbots and for food
	maxType  = math.MaxUint8  // stands for this type and all higher ones
)

// appendBinary appends the specification's binary frame: a header of 8 bytes, 16 bytes for each molbot and 12 bytes for
// each piece of food, all little-endian. What exceeds maxCount is left out.
func appendBinary(b []byte, f *genesis.Frame) []byte {
	le := binary.LittleEndian
	entities := f.Entities[:min(len(f.Entities), maxCount)]
	resources := f.Resources[:min(len(f.Resources), maxCount)]
	b = le.AppendUint32(b, uint32(f.Tick))
	b = le.AppendUint16(b, uint16(len(entities)))
	b = le.AppendUint16(b, uint16(len(resources)))
	for i := range entities {
		e := &entities[i]
		b = le.AppendUint32(b, math.Float32bits(e.X))
		b = le.AppendUint32(b, math.Float32bits(e.Y))
		b = le.AppendUint32(b, math.Float32bits(e.Energy))
		b = append(b, byte(min(e.Type, maxType)), e.R, e.G, e.B)
	}
	for _, r := range resources {
		b = le.AppendUint32(b, math.Float32bits(r.X))
		b = le.AppendUint32(b, math.Float32bits(r.Y))
		b = le.AppendUint32(b, math.Float32bits(r.Amount))
	}
	return b
}

// appendJSON appends the specification's JSON frame. Numbers have at most two decimals.
func appendJSON(b []byte, f *genesis.Frame) []byte {
	b = append(b, `{"type":"world_frame","tick":`...)
	b = strconv.AppendUint(b, f.Tick, 10)
	b = append(b, `,"entities":[`...)
	for i := range f.Entities {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendEntity(b, &f.Entities[i], f.Types)
	}
	b = append(b, `],"resources":[`...)
	for i, r := range f.Resources {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(append(b, `{"x":`...), r.X)
		b = appendNumber(append(b, `,"y":`...), r.Y)
		b = append(appendNumber(append(b, `,"amount":`...), r.Amount), '}')
	}
	return append(b, `]}`...)
}

func appendEntity(b []byte, e *genesis.FrameEntity, types [][]string) []byte {
	b = append(append(append(b, `{"id":"`...), genesis.MolbotID(e.Serial)...), '"')
	b = appendNumber(append(b, `,"x":`...), e.X)
	b = appendNumber(append(b, `,"y":`...), e.Y)
	b = appendNumber(append(b, `,"energy":`...), e.Energy)
	b = appendNumber(append(b, `,"radius":`...), e.Radius)
	b = append(b, `,"color":"#`...)
	for _, c := range [3]byte{e.R, e.G, e.B} {
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	state := "alive"
	if e.Dormant {
		state = "dormant"
	}
	b = append(append(append(b, `","state":"`...), state...), `","traits":[`...)
	if int(e.Type) < len(types) {
		for i, name := range types[e.Type] {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(append(b, '"'), name...), '"') // trait ids are snake case, so nothing needs escaping
		}
	}
	return append(b, `]}`...)
}

const hexDigits = "0123456789ABCDEF"

// appendNumber appends v rounded to hundredths. Values that are not finite become 0, because JSON can't represent them.
func appendNumber(b []byte, v float32) []byte {
	rounded := math.Round(float64(v)*100) / 100
	if math.IsNaN(rounded) || math.IsInf(rounded, 0) {
		rounded = 0
	}
	return strconv.AppendFloat(b, rounded, 'f', -1, 64)
}

// feedMessage is a line of the feed as viewers receive it: the specification's fields and the id in the stream.
type feedMessage struct {
	Type string `json:"type"`
	redisstore.FeedEntry
}

func encodeFeed(e redisstore.FeedEntry) ([]byte, error) {
	return json.Marshal(feedMessage{"feed_message", e})
}

// errorMessage tells a viewer why its message was rejected.
type errorMessage struct {
	Type  string         `json:"type"`
	Error *genesis.Error `json:"error"`
}
