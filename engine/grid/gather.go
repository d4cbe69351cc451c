package grid

// Hit is a point that Gather or Nearest found.
type Hit struct {
	DX, DY float64 // shortest vector to it [px]
	Square float64 // squared distance
	ID     int32
}

// Gather appends to hits the points within radius of (x, y), which must lie in the world. The order of the hits depends
// only on the points.
func (g *Index) Gather(x, y, radius float64, hits []Hit) []Hit {
	square := radius * radius
	c, ok := g.cover(x, y, radius)
	if !ok {
		return g.Some(x, y, radius, 1, hits) // the circle reaches over an edge
	}
	for base := c.top; base <= c.bottom; base += g.cols {
		points := g.Points[g.start[base+c.left]:g.start[base+c.right]]
		for k := range points {
			p := &points[k]
			dx, dy := p.X-x, p.Y-y
			if s := dx*dx + dy*dy; s <= square {
				hits = append(hits, Hit{dx, dy, s, p.ID})
			}
		}
	}
	return hits
}

// block is the number of neighbouring points that Some examines at a time. They are adjacent in memory.
const block = 8

// Some is Gather for a sample: it examines 1/every of the points in the cells that the circle touches. It serves crowds
// and, with every = 1, circles that cross an edge, for which Gather's plain differences are wrong.
func (g *Index) Some(x, y, radius float64, every int, hits []Hit) []Hit {
	at := 0 // position in a cycle of one examined block and the skipped points after it
	for s := g.Search(x, y, radius); s.Next(); {
		for k := s.Low; k < s.High; {
			if every > 1 && at >= block {
				skip := min(block*every-at, s.High-k)
				k, at = k+skip, (at+skip)%(block*every)
				continue
			}
			p := &g.Points[k]
			dx, dy := g.Delta(x, y, p.X, p.Y)
			if square := dx*dx + dy*dy; square <= radius*radius {
				hits = append(hits, Hit{dx, dy, square, p.ID})
			}
			k, at = k+1, at+1
		}
	}
	return hits
}

// Candidates is the number of points in the cells that a circle touches, which is what Gather has to examine.
func (g *Index) Candidates(x, y, radius float64) (n int) {
	c, ok := g.cover(x, y, radius)
	if !ok {
		for s := g.Search(x, y, radius); s.Next(); {
			n += s.High - s.Low
		}
		return n
	}
	for base := c.top; base <= c.bottom; base += g.cols {
		n += int(g.start[base+c.right] - g.start[base+c.left])
	}
	return n
}

// Nearest is the nearest point within radius of (x, y). Among equally near points it is the one with the smallest id.
func (g *Index) Nearest(x, y, radius float64) (nearest Hit, ok bool) {
	nearest.ID, nearest.Square = -1, radius*radius
	c, inside := g.cover(x, y, radius)
	if !inside {
		var some [32]Hit
		for _, h := range g.Some(x, y, radius, 1, some[:0]) {
			nearest.closer(h)
		}
		return nearest, nearest.ID >= 0
	}
	for base := c.top; base <= c.bottom; base += g.cols {
		for k := g.start[base+c.left]; k < g.start[base+c.right]; k++ {
			p := &g.Points[k]
			dx, dy := p.X-x, p.Y-y
			if s := dx*dx + dy*dy; s <= nearest.Square {
				nearest.closer(Hit{dx, dy, s, p.ID})
			}
		}
	}
	return nearest, nearest.ID >= 0
}

// closer replaces h by another hit that is nearer, or equally near with a smaller id.
func (h *Hit) closer(than Hit) {
	if than.Square < h.Square || than.Square == h.Square && (h.ID < 0 || than.ID < h.ID) {
		*h = than
	}
}

// cover is the block of cells that a circle touches, if the circle does not cross an edge at which the world wraps
// around. All distances in it are then plain differences. top and bottom are the first cells of the first and last row;
// right is one past the last column.
type cover struct{ left, right, top, bottom int }

func (g *Index) cover(x, y, radius float64) (c cover, ok bool) {
	west, east, north, south := x-radius, x+radius, y-radius, y+radius
	if west < 0 || north < 0 || east >= g.width || south >= g.height {
		if !g.Walls {
			return c, false
		}
		west, north = max(west, 0), max(north, 0)
	}
	c.left = int(west*g.perX - rounding)
	c.right = min(int(east*g.perX+rounding), g.cols-1) + 1
	c.top = int(north*g.perY-rounding) * g.cols
	c.bottom = min(int(south*g.perY+rounding), g.rows-1) * g.cols
	return c, true
}
