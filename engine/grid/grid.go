// Package grid finds the points near a position in a world that wraps around or has walls. It is a dense grid in
// which a counting sort stores the points cell by cell, so all candidates in one row of a query are adjacent in memory.
// Building it takes linear time and allocates nothing once it has grown. The package knows only points and ids.
package grid

import "math"

// Point is an indexed point. It contains everything that a search reads, so that a search stays in one array.
type Point struct {
	X, Y, Size float64
	ID         int32
	cell       int32
}

// Index is a spatial index over points of a torus, or of a field with walls. Build fills it; Gather, Nearest, Search
// and Pairs read it and may be called from several goroutines. The zero Index is not usable: call Resize first.
type Index struct {
	Walls bool // the world ends at its edges instead of wrapping around

	// Points are sorted by cell, in the order of Build's ids within a cell.
	Points []Point

	width, height float64
	sizeX, sizeY  float64 // of a cell
	perX, perY    float64 // cells per px
	widest        float64 // size of the largest point
	cols, rows    int
	start         []int32 // index in Points at which each cell starts; two more entries at the end
	cell          []int32 // cell of each point of the last Build, in the order of its ids
}

// Resize sets the size of the world and the approximate size of a cell [px], and empties the index.
func (g *Index) Resize(width, height, cell float64) {
	g.width, g.height = width, height
	g.cols, g.rows = max(1, int(width/cell)), max(1, int(height/cell))
	g.sizeX, g.sizeY = width/float64(g.cols), height/float64(g.rows)
	g.perX, g.perY = 1/g.sizeX, 1/g.sizeY
	g.start = make([]int32, g.cols*g.rows+2)
	g.Points = g.Points[:0]
}

// Build indexes the points xs[id], ys[id] for each id. They must lie in [0, width) and [0, height). sizes[id] is the
// radius of each point, for Pairs; nil for points without size.
func (g *Index) Build(ids []int32, xs, ys, sizes []float64) {
	n := len(ids)
	g.widest = 0
	g.cell, g.Points = sized(g.cell, n), sized(g.Points, n)
	// Counts are stored two entries further than their cell. After the prefix sum, start[c+1] is the start of cell c,
	// and placing a point increments it. In the end start[c+1] is the end of cell c, which is the start of cell c+1.
	clear(g.start)
	start, cols, rows := g.start, g.cols, g.rows
	for i, id := range ids {
		c := min(int(ys[id]*g.perY), rows-1)*cols + min(int(xs[id]*g.perX), cols-1)
		g.cell[i] = int32(c)
		start[c+2]++
	}
	sum := int32(0)
	for c, n := range start {
		sum += n
		start[c] = sum
	}
	for i, id := range ids {
		c := g.cell[i]
		at := start[c+1]
		start[c+1] = at + 1
		p := Point{X: xs[id], Y: ys[id], ID: id, cell: c}
		if sizes != nil {
			p.Size = sizes[id]
			g.widest = max(g.widest, p.Size)
		}
		g.Points[at] = p
	}
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// Search iterates over the cells that a circle touches. After each call of Next, Low and High bound a range of Points
// that contains candidates; the caller tests their distance.
//
//	for s := g.Search(x, y, r); s.Next(); {
//		for k := s.Low; k < s.High; k++ { … g.Points[k] … }
//	}
type Search struct {
	Low, High int

	g          *Index
	row, rows  int // next row, rows left
	col, cols  int // first column, number of columns
	wrapped    bool
	rest, stop int // the range on the other side of the seam
}

// Search starts a search around (x, y), which must lie in the world.
func (g *Index) Search(x, y, radius float64) Search {
	s := Search{g: g}
	s.col, s.cols = stretch(x, radius, g.sizeX, g.cols, g.Walls)
	s.row, s.rows = stretch(y, radius, g.sizeY, g.rows, g.Walls)
	return s
}

// rounding is a tolerance in cells: a point on the edge of a cell may have been placed in either cell.
const rounding = 1e-9

// stretch returns the first cell that centre±radius covers, wrapped into the grid or cut off at its walls, and the
// number of cells.
func stretch(centre, radius, size float64, cells int, walls bool) (first, count int) {
	low := int(math.Floor((centre-radius)/size - rounding))
	high := int(math.Floor((centre+radius)/size + rounding))
	if walls {
		low, high = max(low, 0), min(high, cells-1)
	}
	if high-low+1 >= cells {
		return 0, cells
	}
	return (low%cells + cells) % cells, high - low + 1
}

// Next moves to the next range of points. It returns false at the end.
func (s *Search) Next() bool {
	if s.wrapped {
		s.wrapped = false
		s.Low, s.High = s.rest, s.stop
		return true
	}
	if s.rows == 0 {
		return false
	}
	g := s.g
	base := s.row * g.cols
	end := s.col + s.cols
	if end > g.cols {
		s.wrapped = true
		s.rest, s.stop = int(g.start[base]), int(g.start[base+end-g.cols])
		end = g.cols
	}
	s.Low, s.High = int(g.start[base+s.col]), int(g.start[base+end])
	s.rows--
	s.row++
	if s.row == g.rows {
		s.row = 0
	}
	return true
}

// Delta is the shortest difference from a to b on a circle of the given length; both must be in [0, length).
func Delta(a, b, length float64) float64 {
	d := b - a
	if half := length / 2; d > half {
		d -= length
	} else if d < -half {
		d += length
	}
	return d
}

// Delta is the shortest vector from (x, y) to (toX, toY).
func (g *Index) Delta(x, y, toX, toY float64) (dx, dy float64) {
	if g.Walls {
		return toX - x, toY - y
	}
	return Delta(x, toX, g.width), Delta(y, toY, g.height)
}
