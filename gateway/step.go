package gateway

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// The kinds of binary messages of genesis.v3 besides those of genesis.v2; WIRE.md describes each byte.
const (
	kindStep    = 5
	kindRekey   = 6
	stepVersion = 3

	farStep     = 0x80 // in place of dx: the move does not fit into a byte
	farGone     = 0
	farAway     = 1
	energyEvery = 8  // each molbot's energy is sent once in so many steps
	fullEvery   = 16 // one in so many keyframes is sent whole

	flagDormant = 1
	flagType    = 2 // in a rekey: the type follows
	flagColor   = 4 // in a rekey: the colour follows
	unnamed     = math.MaxUint16
)

// stepMessage encodes what changed from a roster of the same keyframe to the scene's, for a viewer of some tiles. It is
// nil if a tile has more than a step can express.
func (s *scene) stepMessage(before *roster, mask uint64) []byte {
	var births, food uint64
	var body []byte
	le := binary.LittleEndian
	for rest := mask; rest != 0; rest &= rest - 1 {
		t := bits.TrailingZeros64(rest)
		var born []molbotState
		body, born = appendMoves(body, before.molbots[t], s.roster.molbots[t], int(byte(s.ordinal)))
		if len(born) > math.MaxUint16 || max(len(before.food[t]), len(s.roster.food[t])) > maxFood {
			return nil
		}
		if len(born) > 0 {
			births |= 1 << t
			body = le.AppendUint16(body, uint16(len(born)))
			for i := range born {
				body = born[i].appendBody(body)
			}
		}
		if !slices.Equal(before.food[t], s.roster.food[t]) {
			food |= 1 << t
			body = appendFood(body, before.food[t], s.roster.food[t])
		}
	}
	b := le.AppendUint16(append(make([]byte, 0, 40+len(body)), kindStep, stepVersion), s.number)
	b = append(b, byte(s.ordinal), 0, 0, 0)
	b = le.AppendUint64(le.AppendUint64(b, s.tick), mask)
	return append(le.AppendUint64(le.AppendUint64(b, births), food), body...)
}

// appendMoves appends the move of each molbot of a tile, and returns the newborn ones, which follow the survivors in
// now.
func appendMoves(b []byte, before, now []molbotState, phase int) (moves []byte, born []molbotState) {
	i := 0
	for j := range before {
		was := &before[j]
		if i == len(now) || now[i].serial != was.serial {
			b = append(b, farStep, farGone)
			continue
		}
		b = appendMove(b, was, &now[i])
		if (j+phase)%energyEvery == 0 {
			b = append(b, now[i].energy)
		}
		i++
	}
	return b, now[i:]
}

// appendMove appends the move of a molbot: one byte for each coordinate, or both new coordinates if it went far.
func appendMove(b []byte, was, now *molbotState) []byte {
	dx, dy := int(now.x)-int(was.x), int(now.y)-int(was.y)
	if max(dx, -dx, dy, -dy) <= math.MaxInt8 {
		return append(b, byte(dx), byte(dy))
	}
	b = append(b, farStep, farAway)
	return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, now.x), now.y)
}

// appendFood appends the changes of a tile's food. Remaining pieces keep their order; new ones follow.
func appendFood(b []byte, before, now []foodItem) []byte {
	le := binary.LittleEndian
	head := len(b)
	b = append(b, 0, 0, 0, 0) // counts, filled in below
	changes, i := 0, 0
	for j, p := range before {
		switch {
		case i == len(now) || now[i].location() != p.location():
			b = le.AppendUint16(b, uint16(j)<<1|1)
			changes++
			continue
		case now[i].amount != p.amount:
			b = append(le.AppendUint16(b, uint16(j)<<1), now[i].amount)
			changes++
		}
		i++
	}
	le.PutUint16(b[head:], uint16(changes))
	le.PutUint16(b[head+2:], uint16(len(now)-i))
	for _, p := range now[i:] {
		b = p.append(b)
	}
	return b
}

// rekeyMessage encodes the keyframe for a viewer that has the whole previous scene: it refers to each known molbot by
// its index there. It is nil if there are too many molbots for such an index.
func (k *keyframe) rekeyMessage(before *roster) []byte {
	if before.count > maxNamed {
		return nil
	}
	known := make(map[uint64]int, before.count)
	all := make([]*molbotState, 0, before.count)
	for t := range before.molbots {
		for i := range before.molbots[t] {
			known[before.molbots[t][i].serial] = len(all)
			all = append(all, &before.molbots[t][i])
		}
	}
	b := k.head(kindRekey, k.tick, allTiles, allTiles)
	b[1] = stepVersion
	for t := range k.roster.molbots {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(k.roster.molbots[t])))
		for i := range k.roster.molbots[t] {
			m := &k.roster.molbots[t][i]
			if at, is := known[m.serial]; is && all[at].sameMolbot(m) {
				b = appendKnown(binary.LittleEndian.AppendUint16(b, uint16(at)), all[at], m)
			} else {
				b = m.appendBody(binary.LittleEndian.AppendUint16(b, unnamed))
			}
		}
		b = k.roster.appendFood(b, t)
	}
	return b
}

// sameMolbot reports whether both are the same molbot. Serials are not enough: after a reset of the world, or a return
// to a checkpoint, other molbots get the same serials.
func (s *molbotState) sameMolbot(as *molbotState) bool {
	return s.born == as.born && s.generation == as.generation
}

// appendKnown appends a molbot that the viewer knows: its move, and the attributes that have changed.
func appendKnown(b []byte, was, now *molbotState) []byte {
	b = append(appendMove(b, was, now), now.energy, now.radius)
	flags := now.flags
	if now.typ != was.typ {
		flags |= flagType
	}
	if now.color != was.color {
		flags |= flagColor
	}
	b = append(b, flags)
	if flags&flagType != 0 {
		b = binary.LittleEndian.AppendUint16(b, now.typ)
	}
	if flags&flagColor != 0 {
		b = append(b, now.color[:]...)
	}
	return b
}
