package gateway

import (
	"time"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
)

// viewMargin is the width of the strip that is sent around a viewer's rectangles, because a molbot is listed in the
// tile where it was at the keyframe [px].
const viewMargin = 64

// densityInterval is the time between two density maps for a viewer.
const densityInterval = 100 * time.Millisecond

// maxRects is the maximum number of rectangles of a view: a window over the corner of a world that wraps around needs
// four.
const maxRects = 4

// view is what a viewer of genesis.v2 looks at: some rectangles or, without any, the whole world.
type view struct {
	rects   [][4]float32 // x, y, width, height [px]
	density bool         // a density map instead of molbots
}

// readView checks a viewer's message of type view.
func readView(rects [][4]float32, detail string) (*view, *genesis.Error) {
	if len(rects) > maxRects {
		return nil, genesis.Errorf(genesis.CodeInvalid, "a view has at most %d rectangles", maxRects)
	}
	for _, r := range rects {
		if !(r[2] > 0 && r[3] > 0) {
			return nil, genesis.Errorf(genesis.CodeInvalid, "a rectangle must be [x, y, width, height] "+
				"with width and height above 0")
		}
	}
	if detail != "" && detail != "full" && detail != "density" {
		return nil, genesis.Errorf(genesis.CodeInvalid, "detail must be full or density")
	}
	return &view{rects: rects, density: detail == "density"}, nil
}

// mask returns a bit for each tile that the view touches.
func (w *view) mask(tile float32) uint64 {
	if len(w.rects) == 0 {
		return allTiles
	}
	var mask uint64
	for _, r := range w.rects {
		left, right := tileIndex((r[0]-viewMargin)/tile), tileIndex((r[0]+r[2]+viewMargin)/tile)
		top, bottom := tileIndex((r[1]-viewMargin)/tile), tileIndex((r[1]+r[3]+viewMargin)/tile)
		for row := top; row <= bottom; row++ {
			for column := left; column <= right; column++ {
				mask |= 1 << (row*tilesAcross + column)
			}
		}
	}
	return mask
}

// clientState is what a viewer has been sent and still holds.
type clientState struct {
	types       *websocket.PreparedMessage
	key         *keyframe
	tiles       uint64 // the tiles of that keyframe that it holds
	tick        uint64 // tick of the last scene; later events are new to it
	ordinal     uint64 // number of the last scene that it holds completely, 0 if it does not
	wantedTiles uint64 // the tiles that it wanted then
	density     time.Time
}

// sendScene sends what the viewer lacks for its view of a scene. A delta depends on the keyframe alone, so skipped
// frames do no harm. A viewer that skipped the keyframe, or looked elsewhere, gets its tiles late.
func (v *viewer) sendScene(s *scene) error {
	w := v.view.Load()
	if w.density {
		return v.sendDensity(s)
	}
	if v.client.types != s.types {
		v.client.types = s.types
		if err := v.send(s.types, func() {}); err != nil {
			return err
		}
	}
	want := w.mask(s.tile)
	if m := v.nextStep(s, want); m != nil {
		v.client.key, v.client.tiles, v.client.ordinal, v.client.wantedTiles = s.keyframe, want, s.ordinal, want
		if err := v.send(m, v.metrics.framesSent.Inc); err != nil {
			return err
		}
		return v.sendEvents(s)
	}
	if v.client.key != s.keyframe {
		v.client.key, v.client.tiles = s.keyframe, 0
	}
	if missing := want &^ v.client.tiles; missing != 0 {
		v.client.tiles |= missing
		view := want
		if s.hasDelta {
			view = 0 // nothing to draw before the delta that follows
		}
		if err := v.send(s.keyMessage(missing, view), func() {}); err != nil {
			return err
		}
	}
	if s.hasDelta {
		if err := v.send(s.changes(want), func() {}); err != nil {
			return err
		}
	}
	if v.client.ordinal, v.client.wantedTiles = 0, want; s.hasDelta || s.first {
		v.client.ordinal = s.ordinal
	}
	v.metrics.framesSent.Inc()
	return v.sendEvents(s)
}

// nextStep returns the message that takes a viewer of genesis.v3 from the previous scene to this one, or nil if there
// is none. The viewer must hold the previous scene completely and want the same tiles.
func (v *viewer) nextStep(s *scene, want uint64) *websocket.PreparedMessage {
	if !v.steps || v.client.ordinal == 0 || v.client.ordinal+1 != s.ordinal || v.client.wantedTiles != want {
		return nil
	}
	switch {
	case s.first && want == allTiles:
		return s.rekey()
	case want == allTiles:
		return s.wholeStep()
	}
	return s.stepOf(want)
}

// sendEvents sends the events since the viewer's last scene. A new viewer gets no old events.
func (v *viewer) sendEvents(s *scene) error {
	last := v.client.tick
	v.client.tick = s.tick
	if last == 0 || s.tick < last {
		return nil
	}
	if m := s.eventsSince(last); m != nil {
		return v.send(m, func() {})
	}
	return nil
}

func (v *viewer) sendDensity(s *scene) error {
	if s.density == nil || time.Since(v.client.density) < densityInterval {
		return nil
	}
	v.client.density = time.Now()
	return v.send(s.density(), v.metrics.framesSent.Inc)
}

// keyMessage returns a keyframe message. Viewers of the whole world share one; it is encoded anew for a viewer of a
// part.
func (k *keyframe) keyMessage(mask, view uint64) *websocket.PreparedMessage {
	switch {
	case mask == allTiles && view == allTiles:
		return k.whole()
	case mask == allTiles && view == 0:
		return k.base()
	}
	return prepared(k.message(mask, view))
}

func (s *scene) changes(view uint64) *websocket.PreparedMessage {
	if view == allTiles {
		return s.wholeDelta()
	}
	return prepared(s.deltaMessage(view))
}
