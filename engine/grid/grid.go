// Package grid finds what is near a point of a world that wraps around. It is a dense grid in which a counting sort lays
// out the positions cell by cell, so that one row of a query is one stretch of memory. It knows points and ids only.
package grid

import "math"

// Index is a spatial index over points of a torus. Build fills it; Search reads it, from any number of goroutines.
// The zero Index is empty: call Resize first.
type Index struct {
	// IDs, X and Y hold the points sorted by cell, in the order of Build's ids within a cell.
	IDs  []int32
	X, Y []float64

	width, height float64
	sizeX, sizeY  float64 // of a cell
	cols, rows    int
	start         []int32 // of each cell in IDs; one more at the end
	cell          []int32 // of each point of the last Build, in its order
}

// Resize sets the size of the world and the wanted size of a cell [px], and empties the index.
func (g *Index) Resize(width, height, cell float64) {
	g.width, g.height = width, height
	g.cols, g.rows = max(1, int(width/cell)), max(1, int(height/cell))
	g.sizeX, g.sizeY = width/float64(g.cols), height/float64(g.rows)
	g.start = make([]int32, g.cols*g.rows+1)
	g.IDs, g.X, g.Y = g.IDs[:0], g.X[:0], g.Y[:0]
}

// Build indexes the points xs[id], ys[id] for each id. They must lie in [0, width) and [0, height).
func (g *Index) Build(ids []int32, xs, ys []float64) {
	n := len(ids)
	g.cell, g.IDs = sized(g.cell, n), sized(g.IDs, n)
	g.X, g.Y = sized(g.X, n), sized(g.Y, n)
	clear(g.start)
	inverseX, inverseY := 1/g.sizeX, 1/g.sizeY
	for i, id := range ids {
		c := int32(min(int(ys[id]*inverseY), g.rows-1)*g.cols + min(int(xs[id]*inverseX), g.cols-1))
		g.cell[i] = c
		g.start[c+1]++
	}
	for c := 1; c < len(g.start); c++ {
		g.start[c] += g.start[c-1]
	}
	for i, id := range ids {
		at := g.start[g.cell[i]]
		g.start[g.cell[i]]++
		g.IDs[at], g.X[at], g.Y[at] = id, xs[id], ys[id]
	}
	// Placing has moved each start to the start of the next cell: shift them back.
	copy(g.start[1:], g.start[:len(g.start)-1])
	g.start[0] = 0
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// Search walks the cells that a circle touches. Between calls of Next, Low and High bound a stretch of IDs, X and Y
// that holds candidates; the caller tests their distance.
//
//	for s := g.Search(x, y, r); s.Next(); {
//		for k := s.Low; k < s.High; k++ { … g.IDs[k] … }
//	}
type Search struct {
	Low, High int

	g          *Index
	row, rows  int // next row, rows left
	col, cols  int // first column, number of columns
	wrapped    bool
	rest, stop int // the stretch on the other side of the seam
}

// Search starts a search around (x, y), which must lie in the world.
func (g *Index) Search(x, y, radius float64) Search {
	s := Search{g: g}
	s.col, s.cols = stretch(x, radius, g.sizeX, g.cols)
	s.row, s.rows = stretch(y, radius, g.sizeY, g.rows)
	return s
}

// stretch is the first cell, wrapped into the grid, and the number of cells that centre±radius covers.
func stretch(centre, radius, size float64, cells int) (first, count int) {
	const rounding = 1e-9 // a point on an edge may have been placed in either cell
	low := int(math.Floor((centre-radius)/size - rounding))
	high := int(math.Floor((centre+radius)/size + rounding))
	if high-low+1 >= cells {
		return 0, cells
	}
	return (low%cells + cells) % cells, high - low + 1
}

// Next moves to the next stretch.
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

// Delta is the shortest way from a to b on a circle of the given length, both in [0, length).
func Delta(a, b, length float64) float64 {
	d := b - a
	if half := length / 2; d > half {
		d -= length
	} else if d < -half {
		d += length
	}
	return d
}

// Pairs calls visit once for each pair of points that are less than reach apart, by their places in IDs, X and Y. The
// order depends on the points alone.
func (g *Index) Pairs(reach float64, visit func(k, n int)) {
	if g.cols < 3 || g.rows < 3 || reach > g.sizeX || reach > g.sizeY {
		g.farPairs(reach, visit)
		return
	}
	for row := range g.rows {
		here, below := row*g.cols, (row+1)%g.rows*g.cols
		for col := range g.cols {
			low, high := int(g.start[here+col]), int(g.start[here+col+1])
			if low == high {
				continue
			}
			if col > 0 && col+1 < g.cols {
				g.pairs(low, high, low, int(g.start[here+col+2]), reach, visit)
				g.pairs(low, high, int(g.start[below+col-1]), int(g.start[below+col+2]), reach, visit)
				continue
			}
			g.pairs(low, high, low, high, reach, visit)
			east, west := (col+1)%g.cols, (col+g.cols-1)%g.cols
			for _, cell := range [...]int{here + east, below + west, below + col, below + east} {
				g.pairs(low, high, int(g.start[cell]), int(g.start[cell+1]), reach, visit)
			}
		}
	}
}

// pairs compares the points of a cell with those of a stretch, which may begin with the cell itself.
func (g *Index) pairs(low, high, from, to int, reach float64, visit func(k, n int)) {
	for k := low; k < high; k++ {
		x, y := g.X[k], g.Y[k]
		first := from
		if from == low {
			first = k + 1
		}
		for n := first; n < to; n++ {
			dx, dy := Delta(x, g.X[n], g.width), Delta(y, g.Y[n], g.height)
			if dx*dx+dy*dy < reach*reach {
				visit(k, n)
			}
		}
	}
}

// farPairs is for reaches beyond a cell, and worlds of few cells.
func (g *Index) farPairs(reach float64, visit func(k, n int)) {
	for k := range g.IDs {
		for s := g.Search(g.X[k], g.Y[k], reach); s.Next(); {
			for n := max(s.Low, k+1); n < s.High; n++ {
				dx, dy := Delta(g.X[k], g.X[n], g.width), Delta(g.Y[k], g.Y[n], g.height)
				if dx*dx+dy*dy < reach*reach {
					visit(k, n)
				}
			}
		}
	}
}
